/* What a question prefers, and who or what answers it. */

/** @import { Entry, Index } from "./index.js" */
/** @import { Wish } from "./wish.js" */
/** @import { Question } from "./vocabulary.js" */

/* By the position of a kind among those that answer a question. */
const PREFERRED = [1.5, 1.3];
const LAST_PREFERRED = 1.2;
/* Who gives a number, asks for what is measured. */
const MEASURED = 1.25;

/**
 * Return the question that a wish asks; null if none.
 * @param {Index} index
 * @param {Wish} wish
 */
export function questionOf(index, wish) {
  const [question = null] = askedOf(index, wish);
  return question;
}

/**
 * Return the questions asked: those of a word that asks, as 怎么, before those of one that may be
 * looked for, as 责任人.
 * @param {Index} index
 * @param {Wish} wish
 */
function askedOf({ questions }, wish) {
  const asked = questions.filter((_, at) => wish.questions.get(at) === true);
  return asked.concat(questions.filter((_, at) => wish.questions.get(at) === false));
}

/**
 * Return what the scores of entries are multiplied by.
 * @param {Index} index
 * @param {Wish} wish
 * @param {Question | null} question
 * @param {number[] | undefined} kinds those that are asked for
 */
export function factorsOf(index, wish, question, kinds) {
  const preferred = question ? question.kinds : [];
  const factors = index.kinds.map(({ name, measured }, order) => {
    if (kinds && !kinds.includes(order)) return 0;
    if (preferred.includes(name)) return PREFERRED[preferred.indexOf(name)] || LAST_PREFERRED;
    return measured && wish.hasNumber ? MEASURED : 1;
  });
  return (/** @type {Entry} */ entry) => factors[entry.order];
}

/**
 * Return the position of the page for a question about nothing in particular, or -1.
 * @param {Index} index
 * @param {Wish} wish
 */
export function pageOf(index, wish) {
  const question = index.questions.find(({ page }, at) => page && wish.questions.has(at));
  return index.entries.findIndex(
    ({ title, kind }) => kind.weak && question && title === question.page,
  );
}

/**
 * Return the people and departments that an entry concerns: people, departments, leaders.
 * @param {Index} index
 * @param {number} at
 */
export function concernedBy({ entries }, at) {
  const { duty, kind } = entries[at];
  if (kind.who) return [at];
  const rank = (/** @type {Entry} */ { order, leads }) => (leads ? Infinity : order);
  return entries[duty].members
    .slice()
    .sort((one, other) => rank(entries[one]) - rank(entries[other]) || one - other);
}
