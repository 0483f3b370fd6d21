/* 改数据: the forms, what became of slips, and what waits for a coordinator. */

import { whenReady } from "../shared/page.js";
import { setUpForms } from "./form-page.js";
import { setUpResults } from "./results.js";
import { setUpTodo } from "./todo.js";

whenReady(() => {
  setUpForms();
  setUpResults();
  setUpTodo();
});
