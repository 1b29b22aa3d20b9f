"""Filters of the comments of one consultation, for those who read them as they came in."""

import django_filters as filters

from ..models import Comment, Consultation, Question

MARKED = [("yes", "Something is marked"), ("no", "Nothing is marked")]


class CommentFilter(filters.FilterSet):
    search = filters.CharFilter(method="saying", label="Words in the comment")
    state = filters.ChoiceFilter(choices=Comment.State.choices, empty_label="All states")
    marked = filters.ChoiceFilter(
        choices=MARKED, method="with_marks", label="Personal details", empty_label="With and without"
    )
    question = filters.ModelChoiceFilter(queryset=Question.objects.none(), empty_label="All questions")

    class Meta:
        model = Comment
        fields = ("search", "state", "marked", "question")

    def __init__(self, *args, consultation: Consultation, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["question"].queryset = consultation.questions.filter(kind=Question.Kind.TEXT)

    def saying(self, queryset, name: str, words: str):
        return queryset.saying(words)

    def with_marks(self, queryset, name: str, answer: str):
        return queryset.filter(undecided__gt=0) if answer == "yes" else queryset.filter(undecided=0)
