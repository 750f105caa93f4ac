"""How people find an item whose name they do not know: by sound, by everyday words, by the situation they are in."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kernel.ledger.subjects import Subject


class Reading(models.Model):
    """本地读音: the initials of a word that the county says otherwise than the dictionary (多音字、地名)."""

    word = models.CharField(_("词"), max_length=20, unique=True)
    initials = models.CharField(_("拼音首字母"), max_length=20)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(initials__regex=r"^[a-z0-9]+$"), name="reading_is_of_small_letters"),
        ]

    def __str__(self) -> str:
        return f"{self.word} {self.initials}"

    @property
    def ledger_subject(self) -> Subject:
        return Subject("reading", self.word, self.pk)


class EverydayWord(models.Model):
    """俗称: what people say, and the words of an item's name that they mean by it. One that is given up stays known."""

    word = models.CharField(_("俗称"), max_length=30)
    means = models.CharField(_("事项名称里的词"), max_length=60)
    in_use = models.BooleanField(_("在用"), default=True)

    class Meta:
        ordering = ["word", "means"]
        constraints = [
            models.UniqueConstraint(fields=["word", "means"], name="everyday_word_means_it_once"),
            models.CheckConstraint(condition=~Q(word="") & ~Q(means=""), name="everyday_word_says_something"),
        ]

    def __str__(self) -> str:
        return f"{self.word}→{self.means}"

    @property
    def ledger_subject(self) -> Subject:
        return Subject("everyday_word", self.word, self.pk)


class Situation(models.Model):
    """人生事、经营事: a situation somebody is in; the items for it are those whose name holds one of `words`.

    One without words is given up: it stays known, and nobody is offered it.
    """

    class Audience(models.TextChoices):
        PERSON = "person", _("个人")
        FIRM = "firm", _("企业")

    code = models.SlugField(max_length=24, unique=True)
    name = models.CharField(_("情形"), max_length=30)
    audience = models.CharField(_("谁"), max_length=8, choices=Audience)
    words = models.JSONField(_("事项名称里的词"), default=list)
    position = models.PositiveSmallIntegerField(_("顺序"), default=0)

    class Meta:
        ordering = ["position", "code"]

    def __str__(self) -> str:
        return self.name

    @property
    def ledger_subject(self) -> Subject:
        return Subject("situation", self.code, self.pk)
