/* A few of the words and tables that `feeds/edit_checks.py` makes, for tests of single modules. */

export const RULES = {
  words: {
    unknown: ["{what}“{name}”不在 {file} 里", "{file} 里已有的名称", "{hint}改正写法。"],
  },
  names: { person: ["人员", "people.yml"] },
  hints: {
    list: "几个名称要写成列表：[{parts}]。",
    homonym: "有人同名，请写 id：{keys}。",
    homograph: "看起来和“{other}”一样。",
    similar: "是不是“{other}”？",
  },
  frequencies: ["届期一次", "每年", "每季", "每月", "每次"],
  slotForms: { 届期一次: "届期", 每年: "年", 每季: "季度", 每月: "月", 每次: "当天" },
  slotWords: {
    finer: ["这项材料是{frequency}的，期次要写到{form}", "把 slot 写细。"],
    outside: ["届期之内的期次，如 {example}", "改正 slot。"],
    neither: ["写 slot，或写文件日期 date", "加上 slot，如 {example}。"],
    day_outside: ["文件日期在届期之内", "改正日期，如 {example}。"],
  },
  shown: { length: 40, mapping: "一组“键: 值”", list: "一个列表", text: "“{text}”" },
  unseen: {
    words: {
      only: ["只有看不见的字符（{code}）", "", ""],
      control: ["控制字符（{code}）", "", ""],
    },
    control: "[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f]",
  },
  invisible: "[\\s\\u200b]+",
  nameDot: "[·•．.]",
  counted: { "❷": 2 },
};
