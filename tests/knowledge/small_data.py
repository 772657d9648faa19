"""A small data folder of the same form as knowledge/data, for tests that break it or change it."""

import shutil
from pathlib import Path

from knowledge.build import DATA

FILES = {
    "places.csv": """\
code,name,type,parent,valid_from,valid_to,successors,area_km2
n-37,Ninh Bình,tỉnh,,2025-07-01,,,
n-13504,Bình Lục,xã,n-37,2025-07-01,,,34.6
n-13501,Bình Mỹ,xã,n-37,2025-07-01,,,36.1
n-20,Lạng Sơn,tỉnh,,2025-07-01,,,
n-06526,Na Dương,xã,n-20,2025-07-01,,,
n-06541,Xuân Dương,xã,n-20,2025-07-01,,,
n-06542,Xuân Đường,xã,n-20,2025-07-01,,,
o-35,Hà Nam,tỉnh,,,2025-06-30,n-37,
o-352,Bình Lục,huyện,o-35,,2025-06-30,n-13504 n-13501,
o-13501,Bình Mỹ,thị trấn,o-352,,2025-06-30,n-13501,
o-13540,An Nội,xã,o-352,,2025-06-30,n-13504,
o-20,Lạng Sơn,tỉnh,,,2025-06-30,n-20,
o-178,Lạng Sơn,thành phố,o-20,,2025-06-30,n-20,
o-188,Lộc Bình,huyện,o-20,,2025-06-30,n-06526,
o-06547,Xuân Dương,xã,o-188,,2025-06-30,n-06541,
o-06548,Tân Tiến,xã,o-188,,2025-06-30,n-06541,
o-13541,Tân Tiến,xã,o-352,,2025-06-30,n-13504,
""",
    "place_aliases.csv": """\
place,alias,reason
o-178,tpls,short form
""",
    "units.csv": """\
unit,dimension,factor,aliases,reason
%,percent,1,phần trăm,tỷ lệ
triệu đồng,money_vnd,1000000,tr.đ,tiền
tỷ đồng,money_vnd,1000000000,tỷ,tiền
km²,area,1000000,,diện tích
người,count:person,1,,dân số
xã,count:commune,1,,số xã
""",
    "indicators.csv": """\
code,name_vi,name_en,field,unit,direction,national_code,note
poverty_rate,Tỷ lệ hộ nghèo,Poverty rate,poverty,%,down,,
near_poverty_rate,Tỷ lệ hộ cận nghèo,Near-poverty rate,poverty,%,down,,
gross_output,Tổng giá trị sản xuất,Gross output,economy,tỷ đồng,up,,
budget_revenue,Thu ngân sách nhà nước trên địa bàn,State budget revenue,budget,tỷ đồng,up,,
natural_population_growth,Tỷ lệ tăng dân số tự nhiên,Natural population growth,population,%,neutral,,
""",
    "indicator_aliases.csv": """\
indicator,alias,reason
poverty_rate,hộ nghèo,short form
gross_output,giá trị sản xuất,short form
gross_output,GTSX,abbreviation
budget_revenue,thu ngân sách,short form
""",
    "neighbours.csv": """\
a,b,reason
poverty_rate,near_poverty_rate,different groups of households
""",
    "abbreviations.csv": """\
short,long,context,reason
BHYT,bảo hiểm y tế,,usual
""",
    "documents.csv": """\
id,number,title,kind,issuer,place,issued_on,draft,citation,sha256,note
plan-2021,01/NQ-HĐND,Nghị quyết năm 2021,nghị quyết,HĐND huyện Bình Lục,o-352,2020-12-20,0,Nghị quyết 01/NQ-HĐND,,
""",
    "tasks.csv": """\
id,document,title,due,recurrence,due_text,responsible,place,locator,quote
plan-2021-T01,plan-2021,Xã An Nội đạt chuẩn,2021-12-31,,năm 2021,UBND xã An Nội,Xã An Nội,Điều 1,đạt chuẩn năm 2021
""",
    "observations/plan-2021.csv": """\
id,place,place_code,indicator,indicator_code,period,kind,measure,comparator,value,value_max,unit,base,qualifier,locator,quote,disagrees_with,section
plan-2021-001,Huyện Bình Lục,,Tỷ lệ hộ nghèo,poverty_rate,2021,target,level,eq,2.25,,%,,,I.1,"hộ nghèo còn 2,25%",plan-2021-002,headline
plan-2021-002,Huyện Bình Lục,,Tỷ lệ hộ nghèo,poverty_rate,2021,target,level,eq,2,,%,,,II.7,hộ nghèo còn 2%,plan-2021-001,narrative
plan-2021-003,Huyện Bình Lục,,Tổng giá trị sản xuất,gross_output,2021,target,growth,ge,9.5,,%,năm 2020,,I.2,"tăng từ 9,5% trở lên",,headline
plan-2021-004,Xã An Nội,,Thu ngân sách nhà nước trên địa bàn,budget_revenue,2021,actual,level,range,1.5,2,tỷ đồng,,,I.3,"từ 1,5 đến 2 tỷ đồng",,narrative
""",
}

COPIED = ("words.toml", "label_words.toml", "teencode.csv")


def write(folder: Path) -> Path:
    """Write the files and return their folder."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in COPIED:
        shutil.copyfile(DATA / name, folder / name)
    return folder


def change(folder: Path, name: str, old: str, new: str) -> None:
    """Replace one stretch of text in a file, which must be there."""
    text = (folder / name).read_text(encoding="utf-8")
    if text.count(old) != 1:
        raise ValueError(f"{name}: {old!r} stands {text.count(old)} times")
    (folder / name).write_text(text.replace(old, new), encoding="utf-8")
