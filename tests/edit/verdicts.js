/* Read a context and changes from standard input; write what the checks of the forms say of each. */

import { readFileSync } from "node:fs";
import { problemsOf } from "../../hooks/allocation/pages/assets/edit/checks.js";

const { context, changes } = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(changes.map((change) => problemsOf(change, context))));
