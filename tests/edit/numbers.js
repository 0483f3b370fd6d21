/* Read tables and texts from standard input; write the personal numbers in each text. */

import { readFileSync } from "node:fs";
import { newNumberFinder } from "../../hooks/allocation/pages/assets/edit/numbers.js";

const { rules, today, texts } = JSON.parse(readFileSync(0, "utf8"));
const find = newNumberFinder(rules, today);
process.stdout.write(JSON.stringify(texts.map(find)));
