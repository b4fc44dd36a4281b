"""The shape of what is sent in about surveys: what the staff office writes, and what people answer."""

from forum.surveys.forms.answering import answer_form, answers_in, typed_in
from forum.surveys.forms.arranging import ExtendForm, PlanForm, QuestionForm, WithdrawForm

__all__ = ["ExtendForm", "PlanForm", "QuestionForm", "WithdrawForm", "answer_form", "answers_in", "typed_in"]
