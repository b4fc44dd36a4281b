"""Where each state of each type of page is looked at in a real browser: the states that A-01, A-30 and E-46 ask for.

A state is a place of ``places.py``, by its name, or a test, by its file and name, in which somebody brings it about and
axe looks at the page.
"""

STATES: dict[str, dict[str, str]] = {
    "after each interaction": {
        "menu open": "start, menu open",
        "dialog open": "check of a draft, dialog",
        # The one row of tabs there is: what a thread is ordered by.
        "tab changed": "thread, flat, newest first",
        "error shown": "idea form, errors",
        "item added": "answer, files without words",
        "live update inserted": "meetings/test_room_in_browser.py::test_axe_finds_no_barrier_in_the_room",
    },
    "start page, list of spaces": {
        "filled": "start",
        "spaces filled": "spaces",
        "menu open": "start of a citizen, menu open",
        # There is no menu of languages: each page leads to itself in the other one.
        "language chosen": "browser/test_states.py::test_another_language_and_another_theme",
        "theme chosen": "browser/test_states.py::test_another_language_and_another_theme",
    },
    "list of ideas": {
        "filled": "ideas",
        "no hit": "ideas, none",
        "filters open": "browser/test_states.py::test_a_list_of_ideas_narrowed_and_turned_over",
        "second page": "browser/test_states.py::test_a_list_of_ideas_narrowed_and_turned_over",
        # Ideas on the map stand on the pages of the districts, list first.
        "map shown": "district",
    },
    "page of an idea": {
        "supported": "browser/test_states.py::test_an_idea_that_is_supported_reaches_its_threshold_and_is_late",
        "threshold reached": "browser/test_states.py::test_an_idea_that_is_supported_reaches_its_threshold_and_is_late",
        "overdue": "browser/test_states.py::test_an_idea_that_is_supported_reaches_its_threshold_and_is_late",
        "answered": "idea beschlossen",
        "merged": "merged idea",
        "withdrawn": "idea zurueckgezogen",
        "tombstone": "browser/test_states.py::test_an_idea_and_a_post_that_the_moderation_took_away",
    },
    "form of an idea": {
        "empty": "idea form",
        "similar ideas shown": "idea form, similar ideas",
        "draft restored": "new thread, restored",
        "summary of errors focused": "idea form, errors",
        "picture without words": "answer, files without words",
    },
    "thread": {
        "nested": "thread of a citizen",
        "flat": "thread, flat, newest first",
        "sixty levels": "browser/test_states.py::test_threads_that_are_closed_slowed_and_very_deep",
        "new posts waiting": "browser/test_reading_story.py::test_posts_come_without_moving_anything",
        "composer open": "browser/test_reading_story.py::test_posts_come_without_moving_anything",
        "quote inserted": "quoting a post",
        "closed": "browser/test_states.py::test_threads_that_are_closed_slowed_and_very_deep",
        "slow mode": "browser/test_states.py::test_threads_that_are_closed_slowed_and_very_deep",
        "tombstone": "browser/test_states.py::test_an_idea_and_a_post_that_the_moderation_took_away",
    },
    "search": {
        "empty": "search",
        "no hit": "search, nothing",
        "suggestions open": "browser/test_search_story.py::test_titles_are_found_by_keyboard_while_one_types",
        "facets chosen": "search, narrowed",
        "cut result": "browser/test_states.py::test_a_search_that_is_cut",
        "did you mean": "search, did you mean",
    },
    "live session": {
        "poll open": "meetings/test_voting_in_browser.py::test_every_kind_is_filled_in_by_keyboard_at_320_px",
        "ballot half filled": "meetings/test_voting_in_browser.py::test_a_secret_ballot_is_checked_before_it_is_locked",
        "speaking": "meetings/test_talk_in_browser.py::test_axe_finds_no_barrier_in_a_busy_room",
        "updates paused": "meetings/test_talk_in_browser.py::test_a_lively_session_does_not_talk_without_end",
        "replay": "replay",
        "big screen": "big screen",
        "error": "meetings/test_desk_in_browser.py::test_a_refused_motion_says_so_beside_its_form",
    },
    "queue and decision": {
        "filled": "queue",
        "empty": "queue, nothing",
        "claimed by another": "browser/test_states.py::test_a_case_that_somebody_else_has_taken_or_decided",
        "stale version refused": "browser/test_states.py::test_a_case_that_somebody_else_has_taken_or_decided",
        "preview of many": "decide many",
        "form of the statement": "case",
        "error": "case, errors",
    },
    "account": {
        "signing up": "register",
        "link sent": "browser/test_states.py::test_a_link_that_was_sent_and_data_that_are_ready",
        "second factor": "second step",
        "export ready": "browser/test_states.py::test_a_link_that_was_sent_and_data_that_are_ready",
        "erasure pending": "account will be deleted",
        "error": "register, errors",
    },
    "staff": {
        "dashboard": "overview",
        "form of the assessment": "assess",
        "dossier with its changes": "browser/test_states.py::test_two_versions_of_a_paper",
        "record of a decision": "decision",
        "empty": "office, none",
        "error": "assess, errors",
    },
    "pages of errors": {
        "403": "forbidden",
        "404": "not found",
        "410": "browser/test_states.py::test_an_idea_and_a_post_that_the_moderation_took_away",
        "413": "browser/test_states.py::test_texts_that_are_too_long_and_too_fast",
        "429": "browser/test_states.py::test_texts_that_are_too_long_and_too_fast",
        "500": "browser/test_states.py::test_pages_of_a_server_in_trouble",
        "maintenance": "browser/test_states.py::test_pages_of_a_server_in_trouble",
    },
}
