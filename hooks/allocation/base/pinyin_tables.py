"""Pinyin tables: readings of surnames, and characters with several common readings.

The surnames were checked against the lists in ``tests/surnames.txt``, which names its sources: one
character each whose reading as a surname is not the common one, and all compound ones.
"""

from __future__ import annotations

from pathlib import Path


def _table(lines: str) -> dict[str, str]:
    return dict(entry.split(" ", 1) for entry in lines.split("|"))


SURNAMES = _table(
    "尉迟 yu chi|长孙 zhang sun|万俟 mo qi|单于 chan yu|澹台 tan tai|令狐 ling hu|欧阳 ou yang|司马 si ma|"
    "上官 shang guan|诸葛 zhu ge|东方 dong fang|皇甫 huang fu|公孙 gong sun|慕容 mu rong|夏侯 xia hou|"
    "宇文 yu wen|司徒 si tu|轩辕 xuan yuan|端木 duan mu|百里 bai li|呼延 hu yan|曾 zeng|单 shan|仇 qiu|"
    "解 xie|查 zha|区 ou|朴 piao|盖 ge|翟 zhai|缪 miao|任 ren|华 hua|宁 ning|尹 yin|乐 yue|员 yun|秘 bi|"
    "种 chong|冼 xian|逄 pang|黑 he|召 shao|繁 po|能 nai|都 du|会 gui|哈 ha|覃 qin|晁 chao|祭 zhai|"
    "过 guo|那 na|车 che|石 shi|曲 qu|沈 shen|葛 ge|燕 yan|纪 ji|贾 jia|柏 bai|谌 chen|郗 xi|牟 mou|"
    "行 xing|重 chong|卜 bu|阚 kan|么 yao|句 gou|乜 nie|折 she|藏 zang|薄 bo|佴 nai|粘 nian|六 lu|不 fou|"
    "贠 yun|貟 yun|洗 xian|郇 xun|炅 gui|炔 gui|角 jue|圈 juan|莞 guan|藉 ji|笮 ze|适 kuo|"
    "句龙 gou long|乐正 yue zheng|子车 zi ju|东郭 dong guo|东门 dong men|亓官 qi guan|仉督 zhang du|"
    "仲孙 zhong sun|公冶 gong ye|公羊 gong yang|公良 gong liang|公西 gong xi|南宫 nan gong|南门 nan men|"
    "司寇 si kou|司空 si kong|壤驷 rang si|太叔 tai shu|夹谷 jia gu|宗政 zong zheng|宰父 zai fu|左丘 zuo qiu|"
    "巫马 wu ma|拓跋 tuo ba|梁丘 liang qiu|榖梁 gu liang|段干 duan gan|毌丘 guan qiu|淳于 chun yu|漆雕 qi diao|"
    "濮阳 pu yang|申屠 shen tu|第五 di wu|羊舌 yang she|西门 xi men|赫连 he lian|钟离 zhong li|闻人 wen ren|"
    "闾丘 lv qiu|颛孙 zhuan sun|鲜于 xian yu"
)
"""Pinyin of surnames; compound surnames are looked up first."""

IN_NAMES = _table("卜 bu|阚 kan")
"""Pinyin of characters that dictionaries read otherwise first, wherever in a name they stand."""

POLYPHONES = _table(
    "行 xing hang|重 zhong chong|曾 ceng zeng|乐 le yue|单 dan shan chan|长 chang zhang|"
    "都 du dou|会 hui kuai|调 diao tiao|传 chuan zhuan|还 hai huan|和 he huo|降 jiang xiang|"
    "解 jie xie|角 jiao jue|觉 jue jiao|率 lv shuai|没 mei mo|模 mo mu|强 qiang jiang|"
    "省 sheng xing|盛 sheng cheng|石 shi dan|似 si shi|说 shuo shui|宿 su xiu|提 ti di|系 xi ji|"
    "校 xiao jiao|血 xue xie|着 zhe zhao zhuo|种 zhong chong|朝 chao zhao|得 de dei|的 de di|"
    "地 di de|给 gei ji|劲 jin jing|卡 ka qia|了 le liao|落 luo la lao|埋 mai man|秘 mi bi|"
    "泊 bo po|迫 po pai|朴 pu piao|亲 qin qing|色 se shai|塞 sai se|参 can shen|什 shen shi|"
    "识 shi zhi|属 shu zhu|弹 dan tan|巷 xiang hang|削 xue xiao|员 yuan yun|择 ze zhai|"
    "粘 zhan nian|折 zhe she|柏 bai bo|薄 bo bao|暴 bao pu|辟 pi bi|便 bian pian|伯 bo bai|"
    "藏 cang zang|差 cha chai ci|查 cha zha|刹 sha cha|车 che ju|称 cheng chen|澄 cheng deng|"
    "臭 chou xiu|畜 chu xu|大 da dai|度 du duo|否 fou pi|咖 ka ga|贾 jia gu|见 jian xian|"
    "壳 ke qiao|勒 le lei|绿 lv lu|露 lu lou|陆 lu liu|脉 mai mo|蔓 man wan|牟 mou mu|娜 na nuo|"
    "尿 niao sui|弄 nong long|胖 pang pan|炮 pao bao|屏 ping bing|奇 qi ji|茄 qie jia|仇 chou qiu|"
    "区 qu ou|厦 sha xia|尉 wei yu|吓 xia he|纤 xian qian|翟 zhai di|盖 gai ge|缪 miao mou|"
    "万 wan mo|俟 si qi|六 liu lu|阿 a e|拗 niu ao|扒 ba pa|蚌 bang beng|剥 bo bao|堡 bao bu pu|"
    "泌 mi bi|裨 bi pi|隗 kui wei|郇 xun huan|镡 chan tan|谌 chen shen|郗 xi chi|宓 mi fu|甫 fu pu|扎 zha za|"
    "晟 cheng sheng|浣 huan wan"
)
"""The common readings of polyphonic characters; dictionaries also list obsolete ones."""

VARIANTS = Path(__file__).with_name("variants.txt")
"""A line per simplified character, followed by its traditional and older forms (from OpenCC)."""
