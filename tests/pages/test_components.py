"""Components say in words what they show in colour, and refuse what they do not know."""

import pytest
from django import forms
from django.template import Context, Template, TemplateSyntaxError
from django.utils import translation


def drawn(source: str, **facts: object) -> str:
    return Template("{% load portal_components portal_shell %}" + source).render(Context(facts))


@pytest.mark.parametrize(
    ("kind", "words"),
    [("ok", "正常"), ("warn", "预警"), ("yel", "黄牌"), ("red", "红牌"), ("pause", "暂停计时"), ("done", "已办结")],
)
def test_a_light_is_shape_word_and_colour(kind, words):
    page = drawn("{% light kind %}", kind=kind)
    assert f"light-{kind}" in page and "<svg" in page and words in page


def test_a_light_that_does_not_exist_is_refused():
    with pytest.raises(KeyError):
        drawn('{% light "purple" %}')


def test_a_button_wears_its_key():
    page = drawn('{% act_button "受理" key="F8" dialog="accept" kind="primary" %}')
    assert 'data-key="F8"' in page and "<kbd" in page and 'data-opens="accept"' in page and 'type="button"' in page


def test_a_disabled_link_is_a_disabled_button_with_its_reason():
    page = drawn('{% act_button "受理" href="/x/" disabled=True why="w" %}')
    assert "disabled" in page and 'aria-describedby="w"' in page and "/x/" not in page


@pytest.mark.parametrize("source", ['{% act_button "x" kind="ghost" %}', '{% act_button "x" colour="red" %}'])
def test_a_button_of_an_unknown_kind_is_refused(source):
    with pytest.raises(TemplateSyntaxError):
        drawn(source)


class PhoneForm(forms.Form):
    phone = forms.CharField(label="手机", min_length=11, help_text="十一位")


def test_errors_stand_on_top_and_at_their_field():
    form = PhoneForm({"phone": "138"})
    page = drawn("{% error_summary form %}{% field form.phone %}", form=form)
    assert 'href="#id_phone"' in page and "有 1 处要改" in page
    assert 'aria-invalid="true"' in page and 'aria-describedby="id_phone-hint id_phone-error"' in page


def test_a_form_without_errors_has_no_summary():
    page = drawn("{% error_summary form %}{% field form.phone %}", form=PhoneForm())
    assert "errors" not in page and "aria-invalid" not in page


def test_what_a_person_typed_is_not_markup():
    page = drawn("{% empty title %}{{ typed }}{% endempty %}", title="<b>", typed="<script>")
    assert "<b>" not in page and "<script>" not in page and "&lt;script&gt;" in page


def test_a_dialog_repeats_number_name_and_date_and_carries_a_key(rf):
    source = '{% binding_dialog "a" "受理？" number="N1" name="许可" button="受理" %}<i>x</i>{% endbinding_dialog %}'
    first, second = drawn(source), drawn(source)
    assert "N1" in first and "许可" in first and "<i>x</i>" in first
    assert 'name="idempotency_key"' in first and first != second


def test_a_zero_of_the_heat_map_is_said():
    assert "visually-hidden" in drawn("{% heat_cell 0 %}") and "q0" in drawn("{% heat_cell 0 %}")
    assert 'class="q5"' in drawn("{% heat_cell 9 url='/x/' %}")


def test_materials_are_ticked_by_their_digit():
    items = [{"name": f"材料{n}", "received": n == 1, "field": "m", "value": n} for n in range(1, 12)]
    page = drawn("{% materials items editable=True %}", items=items)
    assert page.count("data-key=") == 9 and page.count(" checked") == 1
    assert "data-key" not in drawn("{% materials items %}", items=items)


def test_counts_in_english():
    with translation.override("en"):
        assert "There is 1 thing" in drawn("{% error_summary errors=e %}", e=[{"words": "x"}])
        assert "There are 2 things" in drawn("{% error_summary errors=e %}", e=[{"words": "x"}, {"words": "y"}])
