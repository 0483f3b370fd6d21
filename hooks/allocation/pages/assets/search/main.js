/* What surrounds the search: the theme's box, and a page of its own. */

import { whenReady } from "../shared/page.js";
import { setUpBox } from "./box.js";
import { setUpSearchPage } from "./search-page.js";

whenReady(() => {
  setUpBox();
  setUpSearchPage();
});
