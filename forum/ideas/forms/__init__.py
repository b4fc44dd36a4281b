"""The shape of what people send in about ideas."""

from forum.ideas.forms.desk import CaptureForm, ClaimForm, CorrectionForm, PaperForm, RemovalForm
from forum.ideas.forms.reading import FilterForm, PeriodForm
from forum.ideas.forms.solution import SolutionForm
from forum.ideas.forms.steps import (
    MergeForm,
    PauseForm,
    SplitForm,
    StationForm,
    StepChoice,
    StepForm,
    UndoMergeForm,
    remap_form,
)
from forum.ideas.forms.writing import (
    AddendumForm,
    DraftForm,
    EditForm,
    FactsForm,
    IdeaForm,
    InviteForm,
    RetireForm,
    SortForm,
    VisitorForm,
    WithdrawForm,
)

__all__ = [
    "AddendumForm",
    "CaptureForm",
    "ClaimForm",
    "CorrectionForm",
    "DraftForm",
    "EditForm",
    "FactsForm",
    "FilterForm",
    "IdeaForm",
    "InviteForm",
    "MergeForm",
    "PaperForm",
    "PauseForm",
    "PeriodForm",
    "RemovalForm",
    "RetireForm",
    "SolutionForm",
    "SortForm",
    "SplitForm",
    "StationForm",
    "StepChoice",
    "StepForm",
    "UndoMergeForm",
    "VisitorForm",
    "WithdrawForm",
    "remap_form",
]
