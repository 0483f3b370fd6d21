/* Months, quarters and years, as people write them. */

const MONTH = /(^|[^\d])(?:20)?(\d\d)年0?(\d{1,2})月(?:份|度)?/g;
const DASHED_MONTH = /(^|[^\d])(20\d\d)[-./](0?\d|1\d)(?![\d.\-/])/g;
const CHINESE_MONTH = /(^|[^第〇一二三四五六七八九十])(十[一二]|[一二三四五六七八九十])月(?:份)?/g;
const MONTHS = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二"];
const QUARTER =
  /(^|[^a-z\d])(?:(?:20)?(\d\d)年?度?)?(?:第?([一二三四1-4])季度|第([一二三四1-4])季|q([1-4])(?!\d))/gi;
const SEASON_OF_YEAR = /(年[一二三四1-4]季)(?!度)/g;
const ORDINALS = "一二三四";

/**
 * Return a text with months and quarters as the index names them: 26年6月 and 2026-06 are 2026年6月,
 * 2026年四季度 and 2026Q4 are 2026年第四季度.
 * @param {string} text
 */
export function periodsNamed(text) {
  return text
    .replace(CHINESE_MONTH, (_, before, month) => `${before}${MONTHS.indexOf(month)}月`)
    .replace(MONTH, monthNamed)
    .replace(DASHED_MONTH, monthNamed)
    .replace(SEASON_OF_YEAR, "$1度")
    .replace(QUARTER, quarterNamed);
}

/**
 * @param {string} whole
 * @param {string} before
 * @param {string} year
 * @param {string} month
 */
function monthNamed(whole, before, year, month) {
  const isMonth = Number(month) >= 1 && Number(month) <= 12;
  return isMonth ? `${before} 20${year.slice(-2)}年${Number(month)}月 ` : whole;
}

/**
 * @param {string} _whole
 * @param {string} before
 * @param {string | undefined} year
 * @param {(string | undefined)[]} numbers the first one that is there is the quarter
 */
function quarterNamed(_whole, before, year, ...numbers) {
  const number = numbers.find(Boolean) || "";
  const ordinal = ORDINALS[Number(number) - 1] || number;
  return `${before} ${year ? `20${year}年` : ""}第${ordinal}季度 `;
}
