"""What the worker does by the clock."""

from collections.abc import Callable
from datetime import timedelta

from forum.accessibility import commands as accessibility_commands
from forum.accounts import commands as accounts_commands
from forum.accounts import visits as accounts_visits
from forum.activities import commands as activities_commands
from forum.administration import commands as administration_commands
from forum.administration import verifying as administration_verifying
from forum.authorities import commands as authorities_commands
from forum.committees import commands as committees_commands
from forum.core import chain, counts, mail, rendered
from forum.core.db import transaction
from forum.core.worker import Job
from forum.discussions import commands as discussions_commands
from forum.dossiers import printing as dossiers_printing
from forum.drafts import commands as drafts_commands
from forum.files import commands as files_commands
from forum.ideas import commands as ideas_commands
from forum.meetings import commands as meetings_commands
from forum.moderation import commands as moderation_commands
from forum.notifications import commands as notifications_commands
from forum.office import commands as office_commands
from forum.privacy import commands as privacy_commands
from forum.privacy import erasing as privacy_erasing
from forum.privacy import retention as privacy_retention
from forum.projects import commands as projects_commands
from forum.recommendations import commands as recommendations_commands
from forum.screening import commands as screening_commands
from forum.search import commands as search_commands
from forum.search import counting as search_counting
from forum.search import filetexts as search_filetexts
from forum.search import subscribers as search_subscribers
from forum.surveys import commands as surveys_commands
from forum.web.realtime import forget_old_leases
from forum.web.transaction import forget_old_submissions


def whole(step: Callable[[], object]) -> Callable[[], None]:
    """Make a job of a step: all of it is done, or nothing."""

    def run() -> None:
        with transaction():
            step()

    return run


# Steps that are not whole open transactions of their own, as many as their work has parts.
JOBS = [
    Job("accessibility.reminders", timedelta(hours=1), accessibility_commands.remind_of_reports),
    Job("accessibility.forget", timedelta(hours=12), accessibility_commands.forget_old_reports),
    Job("activities.reminders", timedelta(minutes=30), whole(activities_commands.remind_of_updates)),
    Job("administration.forget", timedelta(hours=24), administration_commands.forget_old_looks),
    Job(administration_verifying.JOB, timedelta(hours=24), administration_verifying.verify_by_the_clock),
    Job("authorities.reviews", timedelta(hours=1), whole(authorities_commands.remind_of_reviews)),
    Job("committees.terms", timedelta(hours=1), whole(committees_commands.remind_of_terms)),
    Job("counts.repair", timedelta(hours=24), counts.repair),
    Job("discussions.schedule", timedelta(minutes=1), whole(discussions_commands.take_scheduled_steps)),
    Job("discussions.sweep", timedelta(seconds=10), discussions_commands.go_on_sweeping),
    Job("discussions.forget", timedelta(hours=12), discussions_commands.forget_old_marks),
    Job("dossiers.papers", timedelta(hours=1), dossiers_printing.tidy_papers),
    Job("drafts.forget", timedelta(hours=12), drafts_commands.forget_old_drafts),
    Job("drafts.reminders", timedelta(hours=12), drafts_commands.tell_of_old_drafts),
    Job("events.seal", timedelta(minutes=5), chain.seal_by_the_clock),
    Job("files.forget", timedelta(hours=1), files_commands.forget_unused_files),
    Job("ideas.begun", timedelta(hours=1), ideas_commands.forget_begun_ideas),
    Job("ideas.deadlines", timedelta(minutes=30), whole(ideas_commands.close_missed_deadlines)),
    Job("ideas.reminders", timedelta(minutes=30), whole(ideas_commands.remind_of_deadlines)),
    Job("ideas.lists", timedelta(minutes=30), whole(ideas_commands.remind_of_lists)),
    Job("projects.reminders", timedelta(minutes=30), whole(projects_commands.remind_of_news)),
    Job("projects.milestones", timedelta(minutes=30), whole(projects_commands.tell_of_late_milestones)),
    Job("recommendations.answers", timedelta(minutes=30), whole(recommendations_commands.remind_of_answers)),
    Job("recommendations.minorities", timedelta(minutes=30), whole(recommendations_commands.publish_waiting_votes)),
    Job("ideas.twins", timedelta(seconds=30), ideas_commands.find_twins),
    Job("meetings.invitations", timedelta(minutes=30), whole(meetings_commands.remind_invited)),
    Job("meetings.terms", timedelta(seconds=5), meetings_commands.leave_with_the_term),
    Job("meetings.polls", timedelta(seconds=5), meetings_commands.go_on_with_polls),
    Job("moderation.summary", timedelta(minutes=30), whole(moderation_commands.sum_up_queue)),
    Job("moderation.report", timedelta(hours=12), whole(moderation_commands.remind_of_report)),
    Job("moderation.expiry", timedelta(minutes=1), whole(moderation_commands.end_due_measures)),
    Job("office.answers", timedelta(minutes=1), whole(office_commands.publish_due_answers)),
    Job("meetings.minutes", timedelta(minutes=10), meetings_commands.publish_due_minutes),
    Job("meetings.forget", timedelta(hours=12), meetings_commands.forget_closed_talk),
    Job("meetings.circulations", timedelta(minutes=1), whole(meetings_commands.close_due_circulations)),
    Job("meetings.reminders", timedelta(minutes=30), whole(meetings_commands.remind_of_circulations)),
    Job("notifications.mails", timedelta(minutes=1), notifications_commands.begin_mailing),
    Job("mail.forget", timedelta(hours=12), mail.forget_old_mails),
    Job("accounts.months", timedelta(hours=1), accounts_visits.close_months),
    Job("accounts.sign_ins", timedelta(hours=12), accounts_commands.forget_old_sign_ins),
    Job("accounts.addresses", timedelta(hours=1), accounts_commands.forget_old_changes),
    Job("accounts.links", timedelta(hours=1), accounts_commands.forget_old_links),
    Job("accounts.asked_links", timedelta(hours=1), accounts_commands.forget_unsent_links),
    Job("accounts.challenges", timedelta(hours=1), accounts_commands.forget_old_challenges),
    Job("accounts.residents", timedelta(hours=12), accounts_commands.forget_left_residents),
    Job("accounts.visits", timedelta(hours=1), accounts_commands.forget_old_visits),
    Job("privacy.exports", timedelta(hours=1), privacy_commands.forget_exports),
    Job("privacy.erasures", timedelta(hours=1), privacy_erasing.carry_out_due),
    Job("privacy.names", timedelta(hours=1), privacy_retention.forget_former_handles),
    Job("privacy.unconfirmed", timedelta(hours=12), privacy_retention.forget_unconfirmed),
    Job("privacy.idle", timedelta(hours=12), privacy_retention.tell_the_idle),
    Job("privacy.unused", timedelta(hours=12), privacy_retention.erase_the_idle),
    Job("privacy.cases", timedelta(hours=24), privacy_retention.forget_closed_cases),
    Job("privacy.refused", timedelta(hours=24), privacy_retention.forget_refused_texts),
    Job("privacy.scans", timedelta(hours=24), privacy_retention.forget_scans),
    Job("privacy.reports", timedelta(hours=24), privacy_retention.forget_old_reports),
    Job("realtime.leases", timedelta(hours=1), forget_old_leases),
    Job("screening.forget", timedelta(hours=1), screening_commands.forget_traces),
    Job("search.heal", timedelta(minutes=1), search_subscribers.heal),
    Job("search.files", timedelta(minutes=10), search_filetexts.read_missing),
    Job("search.words", timedelta(hours=12), search_counting.drop_rare_words),
    Job("search.saved", timedelta(hours=1), whole(search_commands.tell_of_matches)),
    Job("search.rebuild", timedelta(hours=24), search_subscribers.rebuild),
    Job("surveys.clock", timedelta(minutes=1), whole(surveys_commands.keep_time)),
    Job("texts.renew", timedelta(seconds=10), rendered.renew),
    Job("submissions.forget", timedelta(minutes=10), forget_old_submissions),
]
