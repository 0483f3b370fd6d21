/* One form for what is written in many ways: codes, months, quarters, boxes. */

import { chineseNumber, codesApart } from "./codes.js";
import { periodsNamed } from "./periods.js";

const BOX = /第?(\d+|[一二三四五六七八九十]+)(?:号?盒|号?档案盒)/g;

/**
 * Return a plain text with its codes apart, and periods and boxes as the index names them.
 * @param {string} text
 */
export function normalForm(text) {
  return periodsNamed(codesApart(text)).replace(BOX, (_, number) => {
    return ` 第${/\d/.test(number) ? number : chineseNumber(number)}盒 `;
  });
}
