/* Texts of images that mean to be something else in a report. For sample_report.c. */
#ifndef TESTS_GOLDEN_SAMPLE_TEXTS_H
#define TESTS_GOLDEN_SAMPLE_TEXTS_H

/* In logs and terminals. */
static const char *const hostile_texts[] = {
    "::error::all is well",
    "PASS",
    "PASS  app:1  no findings",
    "##vso[task.complete]",
    "##[error]x",
    "error[x]: not a finding",
    "\xc2\xa0::set-env name=A::b",
    "a\\x1b[2Jb",
    "say \"hello\"",
    "###[group]y",
};

/* In HTML and Markdown. */
static const char *const markup_texts[] = {
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "' onmouseover='alert(1)",
    "<!-- --> ]]> <![CDATA[ <?php ?>",
    "&lt;b&gt; &#60;b&#62; &amp;amp;",
    "</code></td></details></style><b>",
    "[a](javascript:alert(1))",
    "](http://example.com) [b](<http://example.com>)",
    "![x](http://example.com/x.png)",
    "[^1] [x]: http://example.com",
    "http://example.com www.example.com ftp://example.com me@example.com",
    "@octocat owner/repo#1 #23 GH-4",
    "| a | b | \\| c",
    "` `` ``` \\` |`",
    "*bold* __em__ ~~gone~~ $\\alpha$",
    "- item",
    "1. item",
    "# heading",
    "> quote",
    "---",
    "{{ x }} {% x %} <%= x %>",
    "\\u202egpj.exe\\x0a# heading",
};

#endif
