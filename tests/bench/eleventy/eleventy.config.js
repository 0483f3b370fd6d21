/** What Eleventy makes of the pages that are written beside this file: see framed.py. */
module.exports = (config) => {
  config.addGlobalData("layout", "frame.njk");
  config.addPassthroughCopy({ static: "/" });
  return {
    dir: { input: "content", includes: "../_includes", output: "site" },
    markdownTemplateEngine: false,
  };
};
