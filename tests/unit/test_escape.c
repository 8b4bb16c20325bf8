#include "render/escape.h"

#include <criterion/criterion.h>
#include <string.h>

typedef struct escape_case {
    const char *text, *expected;
} escape_case;

static void compare(void (*escape)(og_buf *, const char *), const escape_case *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        og_buf out;
        og_buf_init(&out);
        escape(&out, rows[i].text);
        cr_expect_str_eq(og_buf_string(&out), rows[i].expected, "%s\n found    %s\n expected %s",
                         rows[i].text == NULL ? "NULL" : rows[i].text, og_buf_string(&out),
                         rows[i].expected);
        cr_expect_not(out.failed);
        og_buf_fini(&out);
    }
}

#define COMPARE(escape, rows) compare(escape, rows, sizeof(rows) / sizeof(rows)[0])
#define FFFD "\xef\xbf\xbd"

static const escape_case xml[] = {
    {NULL, ""},
    {"", ""},
    {"plain text, 1 = 2; \xc3\xa9 \xf0\x9f\x90\xb3",
     "plain text, 1 = 2; \xc3\xa9 \xf0\x9f\x90\xb3"},
    {"<script>alert(1)</script>", "&lt;script&gt;alert(1)&lt;/script&gt;"},
    {"\"><img src=x onerror='y'>", "&quot;&gt;&lt;img src=x onerror=&#39;y&#39;&gt;"},
    {"]]>", "]]&gt;"},
    {"&amp; &#x41;", "&amp;amp; &amp;#x41;"},
    {"a\tb\nc\rd", "a\tb\nc\rd"},
    {"\x01\x08\x0b\x0c\x0e\x1f\x7f", FFFD FFFD FFFD FFFD FFFD FFFD FFFD},
    {"\x1b[2J", FFFD "[2J"},
    {"\xef\xbf\xbe\xef\xbf\xbf\xef\xbf\xbd", FFFD FFFD FFFD},
    {"\xff\xc3(", FFFD FFFD "("},
    {"\xed\xa0\x80", FFFD FFFD FFFD},
    {"\xc3", FFFD},
    {"##[error]x", "#&#35;[error]x"},
    {"###", "#&#35;&#35;"},
    {"::error::x", ":&#58;error:&#58;x"},
    {"#:a:#", "#:a:#"},
};

static const escape_case markdown[] = {
    {NULL, ""},
    {"", ""},
    {"plain text (1, 2; a = b): 'x' \"y\" 5%", "plain text (1, 2; a = b): 'x' \"y\" 5%"},
    {"\xc3\xa9 \xf0\x9f\x90\xb3", "\xc3\xa9 \xf0\x9f\x90\xb3"},
    {"a-b+c=d", "a-b+c=d"},
    {"<img src=x onerror=1>", "&lt;img src=x onerror=1&gt;"},
    {"&lt;", "&amp;lt;"},
    {"[a](javascript:x)", "\\[a\\](javascript:x)"},
    {"![a](x)", "\\!\\[a\\](x)"},
    {"](http://x.com)", "\\](http:&#8203;//x.com)"},
    {"a|b \\| c", "a&#124;b \\\\&#124; c"},
    {"`code`", "\\`code\\`"},
    {"*a* __b__ ~~c~~ $d$", "\\*a\\* \\_\\_b\\_\\_ \\~\\~c\\~\\~ \\$d\\$"},
    {"\\x1b \\", "\\\\x1b \\\\"},
    {"@user me@x.com @", "@&#8203;user me@&#8203;x.com @"},
    {"node_modules/@aws-sdk", "node\\_modules/@&#8203;aws-sdk"},
    {"#123 #a a#1", "\\#&#8203;123 \\#a a\\#&#8203;1"},
    {"GH-12 gh-x", "GH-&#8203;12 gh-x"},
    {"www.x.com WWW.y ww.z", "www&#8203;.x.com WWW&#8203;.y ww.z"},
    {"https://x ftp://y a:/b", "https:&#8203;//x ftp:&#8203;//y a:/b"},
    {"- a", "\\- a"},
    {"+ a", "\\+ a"},
    {"===", "\\==="},
    {"1. a 2. b", "1\\. a 2. b"},
    {"12) a", "12\\) a"},
    {"1.2.3", "1.2.3"},
    {"1.", "1\\."},
    {"    indented", "indented"},
    {"a\n\n# b\r\n|c  ", "a \\# b &#124;c"},
    {"##[group]", "\\#\\#\\[group\\]"},
};

static const escape_case code[] = {
    {NULL, ""},
    {"", ""},
    {"a", "`a`"},
    {"<b>*&amp;[x](y)\\@user#1", "`<b>*&amp;[x](y)\\@user#1`"},
    {"a`b", "``a`b``"},
    {"a``b`c", "```a``b`c```"},
    {"`", "`` ` ``"},
    {"a`", "`` a` ``"},
    {" a ", "`  a  `"},
    {" a", "` a`"},
    {"a\nb", "`a b`"},
    {"a|b", "<code>a&#124;b</code>"},
    {"a\\|`<b>", "<code>a\\\\&#124;\\`&lt;b&gt;</code>"},
    {"##[error]x", "<code>\\#\\#\\[error\\]x</code>"},
};

Test(escape, xml_is_text_alone)
{
    COMPARE(og_escape_xml, xml);
}

Test(escape, markdown_is_text_alone)
{
    COMPARE(og_escape_markdown, markdown);
}

Test(escape, markdown_code_is_code_alone)
{
    COMPARE(og_escape_markdown_code, code);
}

/* Every byte by itself and in the middle: nothing that XML forbids, and no markup, comes out. */
Test(escape, no_byte_is_markup)
{
    for (int c = 1; c < 256; c++) {
        const char text[] = {'a', (char)c, 'b', '\0'};
        og_buf out;
        og_buf_init(&out);
        og_escape_xml(&out, text);
        cr_expect_eq(strcspn(og_buf_string(&out), "<>\"'\x01\x1b"), out.length, "%d", c);
        og_buf_clear(&out);
        og_escape_markdown(&out, text);
        cr_expect_eq(strcspn(og_buf_string(&out), "<>|\n\r"), out.length, "%d", c);
        og_buf_fini(&out);
    }
}

Test(escape, a_long_text_is_no_trouble)
{
    static char text[100001];
    memset(text, '`', sizeof text - 1);
    og_buf out;
    og_buf_init(&out);
    og_escape_markdown_code(&out, text);
    cr_expect_eq(out.length, 300004);
    og_buf_fini(&out);
}
