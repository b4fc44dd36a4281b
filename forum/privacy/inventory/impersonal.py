"""Tables that hold nothing about people: what bodies of the city publish in their own name, and the machine's own."""

IMPERSONAL = frozenset(
    {
        # Beside a post, a thread or an idea: places, states and sums.
        *("activity_update", "closed_branch", "idea_district", "idea_goal", "merged_idea", "moved_branch"),
        *("project_news", "sponsorship", "swept_post", "space"),
        # What committees and the Board publish as bodies.
        *(
            "agenda_item",
            "decision_district",
            "decision_duty",
            "decision_goal",
            "decision_subject",
            "dossier_draft_idea",
        ),
        *(
            "dossier_idea",
            "meeting",
            "minutes",
            "poll",
            "redaction",
            "resolution",
            "resolution_idea",
            "seat",
            "speaker_list",
        ),
        *("speaking_rules", "writing_rules"),
        # The strategy, offices and projects.
        *("goal", "measuring_date", "milestone", "office", "project_cost", "project_data"),
        *("project_district", "project_goal", "project_indicator", "text_block", "unit"),
        *("idea_solution", "idea_reference"),
        # Surveys as they are asked, and what they came to.
        *("survey", "survey_question", "survey_tally"),
        # The machine's own.
        *(
            "active_month",
            "asked_words",
            "delivery",
            "job_run",
            "log_check",
            "number_series",
            "sealed_text",
            "submission",
        ),
    }
)
