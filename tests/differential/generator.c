#include "differential/generator.h"

#include "support/tar_builder.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef struct generator {
    uint64_t state;
    uint32_t features;
    unsigned permille; /* of each defect */
    og_buf *out;
} generator;

/* splitmix64 */
static uint32_t below(generator *g, uint32_t limit)
{
    uint64_t z = g->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return (uint32_t)((z ^ (z >> 31)) >> 32) % limit;
}

static bool one_in(generator *g, uint32_t count)
{
    return below(g, count) == 0;
}

static bool has_defect(generator *g)
{
    return below(g, 1000) < g->permille;
}

static void use(generator *g, feature f)
{
    g->features |= UINT32_C(1) << f;
}

/* ---- headers ---- */

static void put(unsigned char *header, size_t at, const void *bytes, size_t length)
{
    memcpy(header + at, bytes, length);
}

static void put_octal(unsigned char *header, size_t at, size_t width, uint64_t value)
{
    char text[32];
    const int length = snprintf(text, sizeof text, "%0*" PRIo64, (int)width - 1, value);
    put(header, at, text, (size_t)length < width ? (size_t)length : width);
}

static void put_base256(unsigned char *header, size_t at, size_t width, uint64_t value)
{
    memset(header + at, 0, width);
    header[at] = 0x80;
    for (size_t i = 0; i < 7; i++)
        header[at + width - 1 - i] = (unsigned char)(value >> (8 * i));
}

typedef struct member {
    char type;
    bool is_gnu;
    const char *name, *prefix, *link;
    const char *body;
    size_t length;
    uint64_t size; /* what the header says */
} member;

static void put_numbers(generator *g, unsigned char *header, const member *m)
{
    put_octal(header, 100, 8, one_in(g, 3) ? 04755 : 0644);
    if (m->is_gnu && one_in(g, 4)) {
        put_base256(header, 108, 8, below(g, 100) + UINT32_C(4000000000));
        put_base256(header, 136, 12, below(g, 1000000));
        use(g, FEATURE_BASE256_OTHER);
    } else {
        put_octal(header, 108, 8, below(g, 070000));
        put_octal(header, 136, 12, below(g, 1u << 31));
    }
    put_octal(header, 116, 8, below(g, 070000));
    if (m->is_gnu && one_in(g, 3)) {
        put_base256(header, 124, 12, m->size);
        use(g, FEATURE_BASE256_SIZE);
    } else if (one_in(g, 5)) {
        char text[13];
        (void)snprintf(text, sizeof text, "%11" PRIo64 " ", m->size);
        put(header, 124, text, 12);
    } else {
        put_octal(header, 124, 12, m->size);
    }
    if (m->type == '3' || m->type == '4' || one_in(g, 2)) {
        put_octal(header, 329, 8, below(g, 256));
        put_octal(header, 337, 8, below(g, 256));
    }
}

static void damage_header(generator *g, unsigned char *header)
{
    static const char numbers[][13] = {"-1", "+4", "0x4", "4zz", " 4 4", "9", "7777777777777"};
    static const size_t places[] = {100, 108, 116, 124, 136, 329, 337};
    if (has_defect(g))
        put(header, places[below(g, 7)], numbers[below(g, 7)], 4);
    if (has_defect(g))
        header[below(g, 512)] ^= (unsigned char)(1u << below(g, 8));
    if (has_defect(g))
        memset(header + 124, 0xff, 12);
    if (has_defect(g))
        put(header, 257, one_in(g, 2) ? "ustar\0\0\0" : "\0\0\0\0\0\0\0\0", 8);
    if (has_defect(g))
        put(header, 345, "evil", 4);
    if (has_defect(g))
        put(header, 500, "evil", 4);
}

static void add_member(generator *g, const member *m)
{
    unsigned char header[TEST_TAR_BLOCK] = {0};
    const size_t name = strlen(m->name), link = strlen(m->link), prefix = strlen(m->prefix);
    put(header, 0, m->name, name < 100 ? name : 100);
    put_numbers(g, header, m);
    header[156] = (unsigned char)m->type;
    put(header, 157, m->link, link < 100 ? link : 100);
    put(header, 257, m->is_gnu ? "ustar  \0" : "ustar\00000", 8);
    if (!m->is_gnu)
        put(header, 345, m->prefix, prefix < 155 ? prefix : 155);
    if (g->permille > 0)
        damage_header(g, header);
    test_tar_seal(header);
    if (has_defect(g))
        header[148 + below(g, 5)] ^= 1;
    og_buf_add(g->out, header, sizeof header);
    og_buf_add(g->out, m->body, m->length);
    static const char zeros[TEST_TAR_BLOCK];
    og_buf_add(g->out, zeros, (TEST_TAR_BLOCK - m->length % TEST_TAR_BLOCK) % TEST_TAR_BLOCK);
}

/* ---- names and extended headers ---- */

static size_t make_name(generator *g, char *out, size_t length, bool may_be_bytes)
{
    static const char *const parts[] = {"etc", "a", "lib64", "caf\xc3\xa9", ".wh.x", "x y", "n-1"};
    static const char *const raw[] = {"caf\xe9", "\xff\xfe"};
    size_t used = 0;
    do {
        const char *part = parts[below(g, 7)];
        if (may_be_bytes && one_in(g, 12)) {
            part = raw[below(g, 2)];
            use(g, FEATURE_NAME_NOT_UTF8);
        }
        used += (size_t)snprintf(out + used, 16, "%s%s", used > 0 ? "/" : "", part);
    } while (used < length);
    return used;
}

static void add_long(generator *g, char type, const char *name, size_t length)
{
    og_buf body;
    og_buf_init(&body);
    og_buf_add(&body, name, length);
    if (has_defect(g))
        og_buf_add(&body, "\0evil", 5);
    if (!one_in(g, 8)) /* GNU tar counts the NUL, others do not write it */
        og_buf_add(&body, "", 1);
    const member m = {.type = type,
                      .is_gnu = true,
                      .name = "././@LongLink",
                      .prefix = "",
                      .link = "",
                      .body = og_buf_string(&body),
                      .length = body.length,
                      .size = body.length};
    add_member(g, &m);
    use(g, type == 'L' ? FEATURE_LONG_NAME : FEATURE_LONG_LINK);
    og_buf_fini(&body);
}

static void add_record(og_buf *body, const char *key, const char *value)
{
    test_tar_record(body, key, value, strlen(value));
}

static void add_bad_record(generator *g, og_buf *body)
{
    static const char *const records[] = {
        "99 path=zz\n",
        "9 path=zz",
        "5 =a\n",
        "12 size=4x\n",
        "10 size=0\n",
        "11 size=-1\n",
        "10 path=a\n",
        "8 path=\n",
        "22 GNU.sparse.major=1\n",
        "06 a=b\n",
        "6 a=b\n6 a=c\n",
        "+6 a=b\n",
        "0\n",
        "21 hdrcharset=BINARY\n",
        "9 uid=-1\n",
        "11 size= 4\n",
    };
    og_buf_text(body, records[below(g, 16)]);
}

static void add_pax_body(generator *g, const og_buf *body, char type)
{
    const member m = {.type = type,
                      .is_gnu = one_in(g, 6),
                      .name = "PaxHeaders/x",
                      .prefix = "",
                      .link = "",
                      .body = og_buf_string(body),
                      .length = body->length,
                      .size = body->length};
    add_member(g, &m);
}

static void add_other_records(generator *g, og_buf *body)
{
    char text[64];
    if (one_in(g, 2)) {
        (void)snprintf(text, sizeof text, "%u.%09u", below(g, 2000000000), below(g, 1000000000));
        add_record(body, "mtime", text);
    }
    if (one_in(g, 3)) {
        (void)snprintf(text, sizeof text, "%u", below(g, 4000000000));
        add_record(body, one_in(g, 2) ? "uid" : "gid", text);
    }
    if (one_in(g, 3))
        add_record(body, "SCHILY.xattr.user.a", "some\nvalue");
    if (one_in(g, 3))
        add_record(body, "comment", "a = b");
    use(g, FEATURE_PAX_OTHER);
}

static void add_global(generator *g)
{
    og_buf body;
    og_buf_init(&body);
    add_record(&body, "comment", "0123456789abcdef");
    if (has_defect(g))
        add_record(&body, one_in(g, 2) ? "path" : "size", "7");
    add_pax_body(g, &body, 'g');
    use(g, FEATURE_GLOBAL);
    og_buf_fini(&body);
}

/* ---- the second kind: good, but for a defect here and there ---- */

typedef struct plan {
    char name[512], link[512], prefix[200], body[2048], short_name[101], short_link[101];
    member m;
} plan;

static void shorten(char *out, const char *text)
{
    const size_t length = strlen(text);
    memcpy(out, text, length < 100 ? length : 100);
    out[length < 100 ? length : 100] = '\0';
}

static void add_pax_header(generator *g, plan *p, bool has_path, bool has_link)
{
    og_buf body;
    og_buf_init(&body);
    char size[24];
    if (has_path) {
        add_record(&body, "path", p->name);
        use(g, FEATURE_PAX_PATH);
    }
    if (has_link) {
        add_record(&body, "linkpath", p->link);
        use(g, FEATURE_PAX_LINK);
    }
    if (one_in(g, 3)) {
        (void)snprintf(size, sizeof size, "%zu", p->m.length + (has_defect(g) ? 512 : 0));
        add_record(&body, "size", size);
        use(g, FEATURE_PAX_SIZE);
    }
    if (body.length == 0 || one_in(g, 2))
        add_other_records(g, &body);
    if (has_defect(g))
        add_bad_record(g, &body);
    if (body.length == 0)
        add_record(&body, "comment", "");
    add_pax_body(g, &body, 'x');
    if (has_defect(g))
        add_pax_body(g, &body, 'x');
    if (has_defect(g))
        add_long(g, one_in(g, 2) ? 'L' : 'K', "evil", 4);
    og_buf_fini(&body);
}

static void plan_type(generator *g, plan *p)
{
    static const char types[] = "000000\0\0001122255346";
    p->m.type = types[below(g, 18)];
    const char type = p->m.type;
    static const feature of_type[] = {FEATURE_HARD_LINK, FEATURE_SOFT_LINK, FEATURE_DEVICE,
                                      FEATURE_DEVICE,    FEATURE_DIRECTORY, FEATURE_DEVICE};
    if (type >= '1')
        use(g, of_type[type - '1']);
    if (type == '\0')
        use(g, FEATURE_NUL_TYPE);
    if (type > '0' && !has_defect(g))
        return;
    static const size_t lengths[] = {0, 1, 511, 512, 513, 1024, 2000};
    p->m.length = lengths[below(g, 7)];
    for (size_t i = 0; i < p->m.length; i++)
        p->body[i] = (char)below(g, 256);
    if (p->m.length > 0)
        use(g, FEATURE_BODY);
}

static void plan_names(generator *g, plan *p, bool is_pax)
{
    const bool is_link = p->m.type == '1' || p->m.type == '2';
    size_t length = make_name(g, p->name, one_in(g, 3) ? 90 + below(g, 300) : 1, !is_pax);
    if (p->m.type == '5' ? one_in(g, 2) : has_defect(g))
        p->name[length++] = '/';
    p->name[length] = '\0';
    if (is_link && !has_defect(g))
        (void)make_name(g, p->link, one_in(g, 3) ? 90 + below(g, 300) : 1, !is_pax);
    shorten(p->short_name, p->name);
    shorten(p->short_link, p->link);
}

static void add_planned(generator *g)
{
    plan *p = &(plan){0};
    const bool is_pax = one_in(g, 2);
    p->m = (member){.is_gnu = !is_pax || one_in(g, 8)};
    plan_type(g, p);
    plan_names(g, p, is_pax);
    p->m.name = p->short_name;
    p->m.link = p->short_link;
    p->m.prefix = p->prefix;
    p->m.body = p->body;
    p->m.size = p->m.length + (has_defect(g) ? 512 * below(g, 3) : 0);
    const bool is_long = strlen(p->name) > 100, is_long_link = strlen(p->link) > 100;
    char type = p->m.type;
    if (is_pax && (is_long || is_long_link || one_in(g, 2)))
        add_pax_header(g, p, is_long || one_in(g, 4),
                       is_long_link || (p->link[0] != '\0' && one_in(g, 4)) || has_defect(g));
    else if (is_pax && !p->m.is_gnu && one_in(g, 2)) {
        (void)make_name(g, p->prefix, 1 + below(g, 120), false);
        use(g, FEATURE_PREFIX);
    }
    if (!is_pax) {
        if (is_long_link || has_defect(g))
            add_long(g, 'K', p->link, strlen(p->link));
        if (is_long || has_defect(g))
            add_long(g, 'L', p->name, strlen(p->name));
    }
    if (has_defect(g))
        type = "7SDMVNXA"[below(g, 8)];
    p->m.type = type;
    use(g, p->m.is_gnu ? FEATURE_GNU : FEATURE_USTAR);
    add_member(g, &p->m);
}

/* ---- the first kind: anything ---- */

static void add_anything(generator *g)
{
    static const char types[] = "0\0"
                                "12345670S5122";
    static const char before[] = "xgXLKxL";
    static const char *const records[] = {"path=p",    "size=1024",  "size=512",
                                          "comment=q", "linkpath=l", "uid=5"};
    static char body[1024];
    og_buf pax;
    og_buf_init(&pax);
    for (uint32_t i = below(g, 8) < 5 ? 0 : 1 + below(g, 2); i > 0; i--) {
        const char type = before[below(g, 7)];
        og_buf_clear(&pax);
        const char *record = records[below(g, 6)];
        if (type == 'L' || type == 'K')
            og_buf_add(&pax, "long/name", 10);
        else
            og_buf_format(&pax, "%zu %s\n", strlen(record) + 3 + (strlen(record) > 6), record);
        const member m = {.type = type,
                          .is_gnu = one_in(g, 2),
                          .name = "pre",
                          .prefix = "",
                          .link = "",
                          .body = og_buf_string(&pax),
                          .length = pax.length,
                          .size = one_in(g, 10) ? 0 : pax.length};
        add_member(g, &m);
    }
    og_buf_fini(&pax);
    static const size_t lengths[] = {0, 0, 1, 512, 1024};
    const size_t length = lengths[below(g, 5)];
    memset(body, 'b', sizeof body);
    const uint64_t sizes[] = {length, length, length, 0, 1, 512, length + 1};
    const char type = types[below(g, 15)];
    const member m = {.type = type,
                      .is_gnu = one_in(g, 2),
                      .name = one_in(g, 8) ? "d/" : "name",
                      .prefix = one_in(g, 4) ? "pre" : "",
                      .link = one_in(g, 2) ? "target" : "",
                      .body = body,
                      .length = length,
                      .size = sizes[below(g, 7)]};
    add_member(g, &m);
}

uint32_t generate_tar(uint64_t number, og_buf *out)
{
    generator g = {.state = number * UINT64_C(0x5851f42d4c957f2d) + 1, .out = out};
    const bool is_planned = number % 2 == 1;
    static const unsigned rates[] = {0, 10, 30, 100};
    g.permille = is_planned ? rates[below(&g, 4)] : 5;
    for (uint32_t count = 1 + below(&g, is_planned ? 6 : 4); count > 0; count--) {
        if (is_planned && one_in(&g, 10))
            add_global(&g);
        if (is_planned)
            add_planned(&g);
        else
            add_anything(&g);
    }
    const bool is_odd_end = has_defect(&g);
    if (one_in(&g, 20))
        use(&g, FEATURE_NO_END);
    else
        test_tar_end_add(out, is_odd_end      ? TEST_END_ONE_BLOCK
                              : one_in(&g, 4) ? TEST_END_10240
                                              : TEST_END_TWO_BLOCKS);
    if (has_defect(&g))
        og_buf_add(out, "behind", 6);
    if (has_defect(&g) && out->length > 700)
        out->length -= 1 + below(&g, 700);
    return g.features;
}
