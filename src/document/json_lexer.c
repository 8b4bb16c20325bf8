#include "document/json_lexer.h"

#include "base/utf8.h"

#include <string.h>

void og_json_lexer_init(og_json_lexer *lexer, const char *bytes, size_t length)
{
    *lexer = (og_json_lexer){.bytes = bytes, .length = length};
}

static bool wrong(og_json_lexer *lexer, size_t at, const char *error)
{
    lexer->error = error;
    lexer->error_at = at;
    return false;
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Four hexadecimal digits, or -1. */
static int32_t hex4(const og_json_lexer *lexer, size_t at)
{
    if (lexer->length - at < 4)
        return -1;
    int32_t value = 0;
    for (size_t i = at; i < at + 4; i++) {
        const char c = lexer->bytes[i];
        int32_t digit;
        if (is_digit(c))
            digit = c - '0';
        else if (c >= 'a' && c <= 'f')
            digit = c - 'a' + 10;
        else if (c >= 'A' && c <= 'F')
            digit = c - 'A' + 10;
        else
            return -1;
        value = value * 16 + digit;
    }
    return value;
}

static bool is_high_surrogate(int32_t unit)
{
    return unit >= 0xd800 && unit <= 0xdbff;
}

static bool is_low_surrogate(int32_t unit)
{
    return unit >= 0xdc00 && unit <= 0xdfff;
}

/* "\uXXXX" at the backslash, or a pair of them. */
static bool skip_unicode_escape(og_json_lexer *lexer)
{
    const size_t start = lexer->at;
    const int32_t unit = hex4(lexer, start + 2);
    if (unit < 0)
        return wrong(lexer, start, "\\u without four hexadecimal digits");
    if (unit == 0)
        return wrong(lexer, start, "\\u0000 in a string, where many readers would end it");
    lexer->at = start + 6;
    if (is_low_surrogate(unit))
        return wrong(lexer, start, "half of a surrogate pair");
    if (!is_high_surrogate(unit))
        return true;
    if (lexer->length - lexer->at < 6 || lexer->bytes[lexer->at] != '\\' ||
        lexer->bytes[lexer->at + 1] != 'u' || !is_low_surrogate(hex4(lexer, lexer->at + 2)))
        return wrong(lexer, start, "half of a surrogate pair");
    lexer->at += 6;
    return true;
}

static bool skip_escape(og_json_lexer *lexer)
{
    const size_t start = lexer->at;
    if (lexer->length - start < 2)
        return wrong(lexer, start, "a string without an end");
    const char c = lexer->bytes[start + 1];
    if (c == 'u')
        return skip_unicode_escape(lexer);
    if (c == '\0' || strchr("\"\\/bfnrt", c) == NULL)
        return wrong(lexer, start, "an escape that JSON does not have");
    lexer->at = start + 2;
    return true;
}

static bool skip_string(og_json_lexer *lexer, og_json_token *token)
{
    lexer->at++;
    while (lexer->at < lexer->length) {
        const unsigned char c = (unsigned char)lexer->bytes[lexer->at];
        uint32_t code_point;
        if (c == '"') {
            lexer->at++;
            return true;
        }
        if (c == '\\') {
            token->has_escapes = true;
            if (!skip_escape(lexer))
                return false;
        } else if (c < 0x20) {
            return wrong(lexer, lexer->at, "a control character in a string");
        } else if (c < 0x80) {
            lexer->at++;
        } else {
            const size_t size =
                og_utf8_decode(lexer->bytes + lexer->at, lexer->length - lexer->at, &code_point);
            if (size == 0)
                return wrong(lexer, lexer->at, "a byte that is no UTF-8");
            lexer->at += size;
        }
    }
    return wrong(lexer, token->start, "a string without an end");
}

static size_t skip_digits(const char *text, size_t length, size_t i)
{
    while (i < length && is_digit(text[i]))
        i++;
    return i;
}

/* RFC 8259, section 6. */
static bool is_number(const char *text, size_t length)
{
    size_t i = length > 0 && text[0] == '-' ? 1 : 0;
    const size_t first = i;
    i = skip_digits(text, length, i);
    if (i == first || (text[first] == '0' && i > first + 1))
        return false;
    if (i < length && text[i] == '.') {
        const size_t fraction = i + 1;
        i = skip_digits(text, length, fraction);
        if (i == fraction)
            return false;
    }
    if (i < length && (text[i] == 'e' || text[i] == 'E')) {
        i++;
        if (i < length && (text[i] == '+' || text[i] == '-'))
            i++;
        const size_t exponent = i;
        i = skip_digits(text, length, exponent);
        if (i == exponent)
            return false;
    }
    return i == length;
}

static bool is_word_byte(char c)
{
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '+' ||
           c == '-' || c == '.' || c == '_';
}

static bool is_text(const char *bytes, size_t length, const char *text)
{
    return strlen(text) == length && memcmp(bytes, text, length) == 0;
}

static bool skip_scalar(og_json_lexer *lexer, const og_json_token *token)
{
    while (lexer->at < lexer->length && is_word_byte(lexer->bytes[lexer->at]))
        lexer->at++;
    const char *text = lexer->bytes + token->start;
    const size_t length = lexer->at - token->start;
    if (is_number(text, length) || is_text(text, length, "true") ||
        is_text(text, length, "false") || is_text(text, length, "null"))
        return true;
    if (length > 0 && (is_digit(text[0]) || text[0] == '-' || text[0] == '+' || text[0] == '.'))
        return wrong(lexer, token->start, "a number that JSON does not allow");
    if (length > 0)
        return wrong(lexer, token->start, "a word that is not true, false or null");
    uint32_t code_point;
    if (og_utf8_decode(text, lexer->length - token->start, &code_point) == 0)
        return wrong(lexer, token->start, "a byte that is no UTF-8");
    return wrong(lexer, token->start, "a character that no value can start with");
}

static og_json_token_kind punctuation(char c)
{
    switch (c) {
    case '{':
        return OG_JSON_OPEN_OBJECT;
    case '}':
        return OG_JSON_CLOSE_OBJECT;
    case '[':
        return OG_JSON_OPEN_ARRAY;
    case ']':
        return OG_JSON_CLOSE_ARRAY;
    case ':':
        return OG_JSON_COLON;
    case ',':
        return OG_JSON_COMMA;
    default:
        return OG_JSON_WRONG;
    }
}

static bool is_space(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

og_json_token og_json_lexer_next(og_json_lexer *lexer)
{
    while (lexer->at < lexer->length && is_space(lexer->bytes[lexer->at]))
        lexer->at++;
    og_json_token token = {.kind = OG_JSON_END, .start = lexer->at};
    if (lexer->at == lexer->length)
        return token;
    const char c = lexer->bytes[lexer->at];
    token.kind = punctuation(c);
    if (token.kind != OG_JSON_WRONG) {
        lexer->at++;
    } else if (c == '"') {
        if (skip_string(lexer, &token))
            token.kind = OG_JSON_STRING;
    } else if (skip_scalar(lexer, &token)) {
        token.kind = OG_JSON_SCALAR;
    }
    token.length = lexer->at - token.start;
    return token;
}

static size_t encode(char *out, uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t size = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    static const unsigned char leads[] = {0, 0, 0xc0, 0xe0, 0xf0};
    for (size_t i = size - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (c & 0x3f));
        c >>= 6;
    }
    out[0] = (char)(leads[size] | c);
    return size;
}

/* The escape at in[0]; it is valid, the lexer has seen to that. */
static size_t decode_escape(const og_json_lexer *lexer, size_t at, char *out, size_t *written)
{
    static const char from[] = "\"\\/bfnrt", to[] = "\"\\/\b\f\n\r\t";
    const char c = lexer->bytes[at + 1];
    if (c != 'u') {
        out[0] = to[strchr(from, c) - from];
        *written = 1;
        return 2;
    }
    uint32_t code_point = (uint32_t)hex4(lexer, at + 2);
    size_t used = 6;
    if (is_high_surrogate((int32_t)code_point)) {
        const uint32_t low = (uint32_t)hex4(lexer, at + 8);
        code_point = 0x10000 + ((code_point - 0xd800) << 10) + (low - 0xdc00);
        used = 12;
    }
    *written = encode(out, code_point);
    return used;
}

char *og_json_lexer_text(const og_json_lexer *lexer, const og_json_token *token, og_arena *arena,
                         size_t *length)
{
    const size_t start = token->start + 1;
    const size_t end = token->start + token->length - 1;
    char *text = og_arena_copy(arena, lexer->bytes + start, end - start);
    if (text == NULL)
        return NULL;
    *length = end - start;
    if (!token->has_escapes)
        return text;
    size_t used = 0; /* no escape is shorter than what it stands for */
    for (size_t i = start; i < end;) {
        size_t written = 1;
        if (lexer->bytes[i] == '\\')
            i += decode_escape(lexer, i, text + used, &written);
        else
            text[used] = lexer->bytes[i++];
        used += written;
    }
    text[used] = '\0';
    *length = used;
    return text;
}

void og_json_place_move(og_json_place *place, const char *bytes, size_t at)
{
    for (; place->at < at; place->at++) {
        const unsigned char c = (unsigned char)bytes[place->at];
        if (c == '\n') {
            place->line++;
            place->column = 1;
        } else if ((c & 0xc0) != 0x80) {
            place->column++;
        }
    }
}
