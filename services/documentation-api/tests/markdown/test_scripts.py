"""Searches in other scripts than the Latin one, as who reads them types them."""

import pytest
from docs_portal import Portal

PAGES = {
    "ar": ("دليل التثبيت", "تثبيت النظام الجديد على الخادم. مَرْحَبًا بالمستخدمين في سنة ٢٠٢٤. أحمد كتب الدليل."),
    "fa": ("راهنمای نصب", "نصب کتابخانه در سال ۱۴۰۳"),
    "he": ("מדריך התקנה", "שָׁלוֹם לכולם. התקנת המערכת."),
    "th": ("คู่มือการติดตั้ง", "การติดตั้งระบบค้นหาเอกสาร กินข้าว"),
    "ja": ("全文検索エンジン", "形態素解析を使わずに赤色を検索します。ﾃｽﾄは色々。"),
    "zh": ("数据库指南", "数据库的备份与恢复。"),
    "ko": ("검색 안내", "한국어 문서를 검색합니다. 설치는 간단합니다."),
    "hi": ("हिन्दी मार्गदर्शिका", "यह प्रणाली हिन्दी में खोज करती है। वर्ष २०२४"),
    "bn": ("বাংলা নির্দেশিকা", "অনুসন্ধান ব্যবস্থা"),
    "ru": ("Руководство", "Поиск документов; ёлка и йод."),
    "el": ("Οδηγός εγκατάστασης", "Αναζήτηση εγγράφων στη βάση."),
}


@pytest.fixture
def site(portal: Portal) -> Portal:
    for name, (title, body) in PAGES.items():
        portal.write(f"{name}.md", body, title=title)
    portal.run()
    return portal


@pytest.mark.parametrize(
    ("typed", "found", "marked"),
    [
        ("النظام", ["ar"], "نظام"),
        ("نظام", ["ar"], "نظام"),
        ("مرحبا", ["ar"], "مَرْحَبًا"),
        ("أحمد", ["ar"], "أحمد"),
        ("احمد", ["ar"], "أحمد"),
        ("دليل", ["ar"], "دليل"),
        ("كتابخانه", ["fa"], "کتابخانه"),
        ("שלום", ["he"], "שָׁלוֹם"),
        ("ติดตั้ง", ["th"], "ติดตั้ง"),
        ("ค้นหา", ["th"], "ค้นหา"),
        ("検索", ["ja"], "検索"),
        ("赤色", ["ja"], "赤色"),
        ("テスト", ["ja"], "ﾃｽﾄ"),
        ("備份", [], ""),
        ("备份", ["zh"], "备份"),
        ("检索", [], ""),
        ("검색", ["ko"], "검색합니다"),
        ("설치", ["ko"], "설치는"),
        ("हिन्दी", ["hi"], "हिन्दी"),
        ("प्रणाली", ["hi"], "प्रणाली"),
        ("অনুসন্ধান", ["bn"], "অনুসন্ধান"),
        ("елка", ["ru"], "ёлка"),
        ("ПОИСК", ["ru"], "Поиск"),
        ("αναζητηση", ["el"], "Αναζήτηση"),
        ("ΟΔΗΓΟΣ", ["el"], ""),
    ],
)
def test_a_word_is_found_and_marked_whole(site: Portal, typed: str, found: list[str], marked: str) -> None:
    answer = site.ask("search", q=typed)
    assert [result["id"] for result in answer["results"]] == found
    if marked:
        assert f"<mark>{marked}</mark>" in answer["results"][0]["highlights"]["snippet"]


@pytest.mark.parametrize("typed", ["2024", "٢٠٢٤", "२०२४"])
def test_digits_are_those_of_every_script(site: Portal, typed: str) -> None:
    assert set(site.found(typed)) == {"ar", "hi"}


@pytest.mark.parametrize("typed", ["色 検索", "検索 色", "エンジ"])
def test_one_letter_of_a_script_without_spaces_is_a_word(site: Portal, typed: str) -> None:
    assert site.found(typed) == ["ja"]


@pytest.mark.parametrize("typed", ["กันข้าว", "ตดตง", "हानादी", "色赤"])
def test_other_letters_are_another_word(site: Portal, typed: str) -> None:
    assert site.found(typed) == []


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("全文", "全文検索エンジン"),
        ("คู่มือ", "คู่มือการติดตั้ง"),
        ("검색", "검색 안내"),
        ("हिन्", "हिन्दी मार्गदर्शिका"),
        ("تثبيت", "دليل التثبيت"),
    ],
)
def test_titles_are_offered_in_every_script(site: Portal, typed: str, title: str) -> None:
    assert title in [one["text"] for one in site.ask("suggest", q=typed)["suggestions"]]


def test_what_is_left_out_is_told_as_it_was_typed(site: Portal) -> None:
    instead = site.ask("search", q="検索 数据库备份 дерево")["instead"]
    assert set(instead["left_out"]) <= {"検索", "数据库备份", "дерево"}
    assert "дерево" in instead["left_out"]
