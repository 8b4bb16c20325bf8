#include "blob/zstd_frame.h"

#define WINDOW_LOG_MIN 10u

og_zstd_magic og_zstd_find_magic(const uint8_t *bytes, size_t length)
{
    static const struct {
        uint8_t low, high; /* of the first byte */
        uint8_t rest[OG_ZSTD_MAGIC_BYTES - 1];
        og_zstd_magic kind;
    } magics[] = {
        {0x28, 0x28, {0xb5, 0x2f, 0xfd}, OG_ZSTD_FRAME},
        {0x50, 0x5f, {0x2a, 0x4d, 0x18}, OG_ZSTD_SKIPPABLE},
        {0x22, 0x27, {0xb5, 0x2f, 0xfd}, OG_ZSTD_LEGACY},
        {0x1e, 0x1e, {0xb5, 0x2f, 0xfd}, OG_ZSTD_LEGACY},
    };
    for (size_t i = 0; i < sizeof magics / sizeof magics[0]; i++) {
        bool fits = bytes[0] >= magics[i].low && bytes[0] <= magics[i].high;
        for (size_t j = 1; j < length && j < OG_ZSTD_MAGIC_BYTES; j++)
            fits = fits && bytes[j] == magics[i].rest[j - 1];
        if (fits)
            return magics[i].kind;
    }
    return OG_ZSTD_NONE;
}

uint64_t og_zstd_number(const uint8_t *bytes, size_t length)
{
    uint64_t value = 0;
    for (size_t i = length; i > 0; i--)
        value = value << 8 | bytes[i - 1];
    return value;
}

static bool is_single_segment(uint8_t descriptor)
{
    return (descriptor & 0x20) != 0;
}

static size_t dictionary_bytes(uint8_t descriptor)
{
    static const size_t sizes[] = {0, 1, 2, 4};
    return sizes[descriptor & 3];
}

static size_t content_bytes(uint8_t descriptor)
{
    static const size_t sizes[] = {0, 2, 4, 8};
    const size_t size = sizes[descriptor >> 6];
    return size == 0 && is_single_segment(descriptor) ? 1 : size;
}

size_t og_zstd_frame_header_size(const uint8_t *bytes)
{
    const uint8_t descriptor = bytes[OG_ZSTD_MAGIC_BYTES];
    return OG_ZSTD_MAGIC_BYTES + 1 + (is_single_segment(descriptor) ? 0 : 1) +
           dictionary_bytes(descriptor) + content_bytes(descriptor);
}

og_zstd_frame og_zstd_frame_read(const uint8_t *bytes)
{
    const uint8_t descriptor = bytes[OG_ZSTD_MAGIC_BYTES];
    const uint8_t *at = bytes + OG_ZSTD_MAGIC_BYTES + 1;
    og_zstd_frame frame = {
        .has_reserved = (descriptor & 0x08) != 0,
        .has_checksum = (descriptor & 0x04) != 0,
    };
    if (!is_single_segment(descriptor)) {
        const uint64_t base = UINT64_C(1) << (WINDOW_LOG_MIN + (unsigned)(*at >> 3));
        frame.window_bytes = base + base / 8 * (*at & 7u);
        at++;
    }
    frame.has_dictionary = og_zstd_number(at, dictionary_bytes(descriptor)) != 0;
    at += dictionary_bytes(descriptor);
    /* A size in two bytes counts from 256. */
    const size_t size = content_bytes(descriptor);
    frame.content_bytes = size == 0 ? UINT64_MAX : og_zstd_number(at, size) + (size == 2 ? 256 : 0);
    /* Without a window of its own, the frame is one segment that has to fit whole. */
    if (is_single_segment(descriptor))
        frame.window_bytes = frame.content_bytes;
    return frame;
}
