"""The shape of what people send in about discussions."""

from forum.discussions.forms.curation import (
    NUMBER,
    ArrangementForm,
    BranchForm,
    BulkForm,
    CloseForm,
    CorrectionForm,
    MoveForm,
    SpaceChoiceForm,
    SplitForm,
    SummaryForm,
    TargetForm,
    UndoForm,
    usual_end,
)
from forum.discussions.forms.processes import ProcessForm
from forum.discussions.forms.spaces import (
    ApplicationForm,
    MemberForm,
    PartingForm,
    SettingsForm,
    SpaceForm,
)
from forum.discussions.forms.writing import (
    EditForm,
    HeldFiles,
    PostForm,
    ReadingForm,
    ThreadForm,
    WrittenForm,
)

__all__ = [
    "NUMBER",
    "ApplicationForm",
    "ArrangementForm",
    "BranchForm",
    "BulkForm",
    "CloseForm",
    "CorrectionForm",
    "EditForm",
    "HeldFiles",
    "MemberForm",
    "MoveForm",
    "PartingForm",
    "PostForm",
    "ProcessForm",
    "ReadingForm",
    "SettingsForm",
    "SpaceChoiceForm",
    "SpaceForm",
    "SplitForm",
    "SummaryForm",
    "TargetForm",
    "ThreadForm",
    "UndoForm",
    "WrittenForm",
    "usual_end",
]
