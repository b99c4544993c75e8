"""Organisations listed in Latin letters are found by their names in their own alphabet, and the other way round.

All are invented: words of their trades around the name of a place or a plant that nobody trades under.
"""

from __future__ import annotations

import pytest

from kyc.model.screening import ScreeningQuery
from kyc.screening.screener import ListScreener
from watchlists.model import ListedEntity, ListedName, Schema

ARABIC = [
    ("شركة الزيتونة لتجارة قطع غيار السيارات", "Al-Zaytuna Spare Parts Trading Company"),
    ("مؤسسة واحة الياسمين للاستثمار العقاري", "Yasmin Oasis Real Estate Investment Establishment"),
    ("كتائب شهداء وادي السنديان", "Wadi Sindiyan Martyrs Brigades"),
    ("لجنة إغاثة أيتام السنديان", "Sindiyan Orphans Relief Committee"),
    ("الهيئة العامة لموانئ السنديان", "General Authority for Sindiyan Ports"),
    ("معهد السنديان للبحوث العلمية", "Sindiyan Institute for Scientific Research"),
    ("شرکت صنایع فولاد کوهرنگ", "Kuhrang Steel Industries Company"),
    ("بنیاد خیریه کوهرنگ", "Kuhrang Charity Foundation"),
    ("شرکت مهندسی و ساختمانی کوهرنگ", "Kuhrang Engineering and Construction Company"),
]
CYRILLIC = [
    ("Зареченский судоремонтный завод", "Zarechensky Ship Repair Plant"),
    ("ООО «Транспортная компания Заречье»", "Zarechye Transport Company LLC"),
    ("НИИ «Заречье»", "Zarechye Research Institute"),
    ("5-й Зареченский батальон", "5th Zarechensky Battalion"),
    ("17-й отдельный Зареченский полк", "17th Separate Zarechensky Regiment"),
    ("Зареченский фонд поддержки ветеранов", "Zarechensky Foundation for Support of Veterans"),
    ("Зарічанський машинобудівний завод", "Zarichansky Machine-Building Plant"),
    ("Зарэчанскі камітэт дзяржаўнай бяспекі", "Zarechansky State Security Committee"),
]
EAST_ASIAN = [
    ("云桐市进出口贸易有限公司", "Yuntong Import and Export Trading Co., Ltd."),
    ("雲桐遠洋運輸公司", "Yuntong Ocean Shipping Company"),
    ("云桐精密机械制造厂", "Yuntong Precision Machinery Manufacturing Factory"),
    ("云桐大学第十四研究所", "14th Research Institute of Yuntong University"),
    ("云桐国际信托投资公司", "Yuntong International Trust and Investment Company"),
    ("단풍무역총회사", "Tanpung General Trading Corporation"),
    ("단풍해운주식회사", "Danpung Shipping Co., Ltd."),
    ("단풍대학 제3연구소", "Third Research Institute of Danpung University"),
    ("フナテック電子工業株式会社", "Funatec Electronics Industries Co., Ltd."),
    ("サクラドライブ・ホールディングス", "Sakuradoraibu Holdings"),
]
JAPAN = [  # as its people read what China reads otherwise: families, places, and words that came from China
    ("山崎銀行", "Yamazaki Bank"),
    ("富山製作所", "Toyama Works"),
    ("九常海運株式会社", "Kyujo Shipping Co., Ltd."),
    ("京都市フナバス", "Kyoto City Funabus"),
]
TWICE = [  # in both alphabets at once
    ("雲桐銀行 Yuntong Bank", "Yuntong Bank"),
    ("Banque du Zaytun مصرف الزيتون", "Zaytun Bank"),
    ("Зареченский банк (Zarechensky Bank)", "Zarechensky Bank"),
]
OTHERS = [
    ("חברת זיתון לשירותי ספנות בע״מ", "Zaiton Shipping Services Ltd"),
    ("אוניברסיטת זיתון", "Zaiton University"),
    ("Ναυτιλιακή Εταιρεία Ασημοκάστρου", "Asimokastrou Shipping Company"),
    ("Τράπεζα Ασημοκάστρου", "Asimokastrou Bank"),
    ("ธนาคารทองสวรรค์ จำกัด", "Thongsawan Bank Limited"),
    ("အောင်မိုးဘဏ်လီမိတက်", "Aung Moe Bank Limited"),
    ("ზურმუხტის ბანკი", "Zurmukhti Bank"),
    ("Զմրուխտ բանկի հիմնադրամ", "Zmrukht Bank Foundation"),
    ("नीलगगन बीमा निगम", "Nilgagan Insurance Corporation"),
    ("নীলগগন ব্যাংক লিমিটেড", "Nilgagan Bank Limited"),
]
EVERYWHERE = [*ARABIC, *CYRILLIC, *EAST_ASIAN, *JAPAN, *TWICE, *OTHERS]


def is_flagged(listed: str, asked: str) -> bool:
    entity = ListedEntity("local-1", "local", Schema.ORGANIZATION, (ListedName(listed),))
    hits = ListScreener([entity], ()).screen(ScreeningQuery(asked, Schema.ORGANIZATION)).hits
    return bool(hits) and hits[0].flagged


@pytest.mark.parametrize(("native", "latin"), EVERYWHERE)
def test_an_organisation_is_found_by_its_own_name(native: str, latin: str) -> None:
    assert is_flagged(latin, native)


@pytest.mark.parametrize(("native", "latin"), EVERYWHERE)
def test_and_by_its_latin_name_where_its_own_is_listed(native: str, latin: str) -> None:
    assert is_flagged(native, latin)


@pytest.mark.parametrize(
    ("native", "latin"),
    [
        ("شركة الزيتونة لتجارة السيارات", "Al-Sindiyan Automobile Trading Company"),
        ("Зареченский судоремонтный завод", "Belokamensky Ship Repair Plant"),
        ("17-й отдельный Зареченский полк", "18th Separate Zarechensky Regiment"),
        ("НИИ «Заречье»", "Belokamensk Research Institute"),
        ("云桐远洋运输公司", "Haiqing Ocean Shipping Company"),
        ("云桐大学第十四研究所", "15th Research Institute of Yuntong University"),
        ("단풍무역총회사", "Namsan General Trading Corporation"),
        ("אוניברסיטת זיתון", "Haifa University"),
        ("ธนาคารทองสวรรค์ จำกัด", "Siam Diamond Bank Limited"),
        ("中国银行", "Bank of Japan"),
        ("Народный банк", "People's Party"),
        ("وزارة الدفاع", "Ministry of Education"),
    ],
)
def test_another_of_the_same_trade_is_not_flagged(native: str, latin: str) -> None:
    assert not is_flagged(latin, native)
