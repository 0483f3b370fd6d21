/* Comforts on top of pages that are complete without scripts. */

import { whenReady } from "../shared/page.js";
import { setUpColours } from "./colours.js";
import { setUpCopying } from "./copy.js";
import { setUpFilters } from "./filters.js";
import { loadLate } from "./late.js";
import { showCalendars, showPrinting } from "./links.js";
import { setUpMe } from "./me.js";
import { setUpReferences } from "./references.js";
import { setUpShortcuts } from "./shortcuts.js";
import { setUpTicks } from "./ticks.js";
import { setUpUnfolding } from "./unfold.js";

whenReady(() => {
  setUpColours();
  setUpMe();
  setUpShortcuts();
  loadLate();
  setUpTicks();
  setUpReferences();
  showCalendars();
  setUpFilters();
  setUpCopying();
  setUpUnfolding();
  showPrinting();
});
