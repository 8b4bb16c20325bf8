#define _POSIX_C_SOURCE 200809L
#include "blob/stage.h"

#include "base/error.h"
#include "base/pages.h"

#include <pthread.h>
#include <stdlib.h>

/* Waking a thread costs as much as some tens of KiB: whoever waits is woken for this much. */
#define WORTH_WAKING (OG_STAGE_SLOTS / 2)

#define MEMORY_BYTES (2 * (size_t)OG_STAGE_SLOTS * OG_STAGE_SLOT_BYTES) /* of both rings */

typedef struct ring {
    size_t first, count;
} ring;

typedef enum helper_wish { AWAITS_NOTHING, AWAITS_BLOCK, AWAITS_ROOM } helper_wish;

struct og_stage {
    pthread_mutex_t mutex;
    pthread_cond_t owner_wakes, helper_wakes;
    ring in, out; /* of blocks, of pieces */
    size_t lengths[OG_STAGE_SLOTS];
    og_stage_piece pieces[OG_STAGE_SLOTS];
    uint8_t *memory; /* the slots of both rings */
    bool is_closed, is_stopped, is_done;
    bool owner_waits;
    helper_wish helper_awaits;
    bool is_running; /* for the owner alone: begun and not ended */

    ocigate_status (*work)(og_stage *stage, const uint8_t *bytes, size_t length);
    og_codec *codec;
    og_hash_pair *hashes;
    ocigate_status status;
    ocigate_error error;
};

static bool init_locks(og_stage *stage)
{
    if (pthread_mutex_init(&stage->mutex, NULL) != 0)
        return false;
    if (pthread_cond_init(&stage->owner_wakes, NULL) == 0) {
        if (pthread_cond_init(&stage->helper_wakes, NULL) == 0)
            return true;
        (void)pthread_cond_destroy(&stage->owner_wakes);
    }
    (void)pthread_mutex_destroy(&stage->mutex);
    return false;
}

ocigate_status og_stage_new(og_stage **out, ocigate_error *err)
{
    og_stage *stage = calloc(1, sizeof *stage);
    if (stage == NULL)
        return og_fail_memory(err);
    stage->memory = og_pages_new(0, MEMORY_BYTES);
    if (stage->memory == NULL || !init_locks(stage)) {
        og_pages_free(stage->memory, 0, MEMORY_BYTES);
        free(stage);
        return og_fail_memory(err);
    }
    for (size_t i = 0; i < OG_STAGE_SLOTS; i++)
        stage->pieces[i].bytes = stage->memory + (OG_STAGE_SLOTS + i) * OG_STAGE_SLOT_BYTES;
    *out = stage;
    return OCIGATE_OK;
}

void og_stage_free(og_stage *stage)
{
    if (stage == NULL)
        return;
    (void)og_stage_end(stage, NULL);
    (void)pthread_cond_destroy(&stage->helper_wakes);
    (void)pthread_cond_destroy(&stage->owner_wakes);
    (void)pthread_mutex_destroy(&stage->mutex);
    og_pages_free(stage->memory, 0, MEMORY_BYTES);
    free(stage);
}

static void lock(og_stage *stage)
{
    (void)pthread_mutex_lock(&stage->mutex);
}

static void unlock(og_stage *stage)
{
    (void)pthread_mutex_unlock(&stage->mutex);
}

/* Neither side can wait for the other at the same time: the owner waits when the ring of blocks is
   full, or closed; a helper without a block has seen it empty. A helper without room has a full
   ring of pieces, which wakes the owner. */
static bool owner_has_work(const og_stage *stage)
{
    return stage->is_done || stage->out.count >= WORTH_WAKING ||
           (!stage->is_closed && stage->in.count <= OG_STAGE_SLOTS - WORTH_WAKING);
}

static bool helper_has_block(const og_stage *stage)
{
    return stage->is_closed || stage->is_stopped || stage->in.count >= WORTH_WAKING;
}

static bool helper_has_room(const og_stage *stage)
{
    return stage->is_stopped || stage->out.count <= OG_STAGE_SLOTS - WORTH_WAKING;
}

static void wake_owner(og_stage *stage)
{
    if (stage->owner_waits && owner_has_work(stage))
        (void)pthread_cond_signal(&stage->owner_wakes);
}

static void wake_helper(og_stage *stage)
{
    if ((stage->helper_awaits == AWAITS_BLOCK && helper_has_block(stage)) ||
        (stage->helper_awaits == AWAITS_ROOM && helper_has_room(stage)))
        (void)pthread_cond_signal(&stage->helper_wakes);
}

/* ---- the helper's side ---- */

static void await(og_stage *stage, helper_wish wish, bool (*has)(const og_stage *stage))
{
    stage->helper_awaits = wish;
    while (!has(stage))
        (void)pthread_cond_wait(&stage->helper_wakes, &stage->mutex);
    stage->helper_awaits = AWAITS_NOTHING;
}

/* The next block; NULL: there are no more. */
static const uint8_t *wait_for_block(og_stage *stage, size_t *length)
{
    const uint8_t *block = NULL;
    lock(stage);
    if (stage->in.count == 0)
        await(stage, AWAITS_BLOCK, helper_has_block);
    if (stage->in.count > 0 && !stage->is_stopped) {
        block = stage->memory + stage->in.first * OG_STAGE_SLOT_BYTES;
        *length = stage->lengths[stage->in.first];
    }
    unlock(stage);
    return block;
}

static void give_block_back(og_stage *stage)
{
    lock(stage);
    stage->in.first = (stage->in.first + 1) % OG_STAGE_SLOTS;
    stage->in.count--;
    wake_owner(stage);
    unlock(stage);
}

/* Room for a piece; NULL: nobody wants any more. */
static uint8_t *wait_for_room(og_stage *stage)
{
    uint8_t *room = NULL;
    lock(stage);
    if (stage->out.count == OG_STAGE_SLOTS)
        await(stage, AWAITS_ROOM, helper_has_room);
    if (!stage->is_stopped) {
        const size_t at = (stage->out.first + stage->out.count) % OG_STAGE_SLOTS;
        room = stage->memory + (OG_STAGE_SLOTS + at) * OG_STAGE_SLOT_BYTES;
    }
    unlock(stage);
    return room;
}

static void publish(og_stage *stage, size_t length, const og_codec_result *result)
{
    lock(stage);
    og_stage_piece *piece = &stage->pieces[(stage->out.first + stage->out.count) % OG_STAGE_SLOTS];
    piece->length = length;
    piece->result = *result;
    stage->out.count++;
    if (result->state != OG_CODEC_GOOD)
        stage->is_stopped = true;
    wake_owner(stage);
    unlock(stage);
}

static ocigate_status decode(og_stage *stage, const uint8_t *bytes, size_t length)
{
    size_t made = 0;
    do {
        og_codec_result result = {.state = OG_CODEC_GOOD};
        uint8_t *room = wait_for_room(stage);
        if (room == NULL)
            return OCIGATE_OK;
        OG_TRY(og_codec_step(stage->codec, &bytes, &length, room, OG_STAGE_SLOT_BYTES, &made,
                             &result, &stage->error));
        if (made > 0 || result.state != OG_CODEC_GOOD)
            publish(stage, made, &result);
        if (result.state != OG_CODEC_GOOD)
            return OCIGATE_OK;
    } while (length > 0 || made == OG_STAGE_SLOT_BYTES);
    return OCIGATE_OK;
}

static ocigate_status hash(og_stage *stage, const uint8_t *bytes, size_t length)
{
    return og_hash_pair_feed(stage->hashes, bytes, length, &stage->error);
}

static void run(void *payload)
{
    og_stage *stage = payload;
    ocigate_status status = OCIGATE_OK;
    size_t length = 0;
    const uint8_t *block = NULL;
    while (status == OCIGATE_OK && (block = wait_for_block(stage, &length)) != NULL) {
        status = stage->work(stage, block, length);
        give_block_back(stage);
    }
    lock(stage);
    stage->status = status;
    stage->is_done = true;
    wake_owner(stage);
    unlock(stage);
}

/* ---- the owner's side ---- */

static bool start(og_stage *stage, og_crew *crew)
{
    stage->in = stage->out = (ring){0};
    stage->is_closed = stage->is_stopped = stage->is_done = false;
    stage->status = OCIGATE_OK;
    stage->error = (ocigate_error){0};
    stage->is_running = og_crew_try(crew, run, stage);
    return stage->is_running;
}

bool og_stage_decode(og_stage *stage, og_crew *crew, og_codec *codec)
{
    stage->work = decode;
    stage->codec = codec;
    return start(stage, crew);
}

bool og_stage_hash(og_stage *stage, og_crew *crew, og_hash_pair *hashes)
{
    stage->work = hash;
    stage->hashes = hashes;
    return start(stage, crew);
}

uint8_t *og_stage_room(og_stage *stage)
{
    uint8_t *room = NULL;
    lock(stage);
    if (stage->in.count < OG_STAGE_SLOTS)
        room = stage->memory +
               (stage->in.first + stage->in.count) % OG_STAGE_SLOTS * OG_STAGE_SLOT_BYTES;
    unlock(stage);
    return room;
}

void og_stage_put(og_stage *stage, size_t length)
{
    lock(stage);
    stage->lengths[(stage->in.first + stage->in.count) % OG_STAGE_SLOTS] = length;
    stage->in.count++;
    wake_helper(stage);
    unlock(stage);
}

bool og_stage_take(og_stage *stage, og_stage_piece *out)
{
    lock(stage);
    const bool is_there = stage->out.count > 0;
    if (is_there)
        *out = stage->pieces[stage->out.first];
    unlock(stage);
    return is_there;
}

void og_stage_drop(og_stage *stage)
{
    lock(stage);
    stage->out.first = (stage->out.first + 1) % OG_STAGE_SLOTS;
    stage->out.count--;
    wake_helper(stage);
    unlock(stage);
}

void og_stage_wait(og_stage *stage)
{
    lock(stage);
    if (stage->out.count == 0 && (stage->in.count == OG_STAGE_SLOTS || stage->is_closed)) {
        stage->owner_waits = true;
        while (!owner_has_work(stage))
            (void)pthread_cond_wait(&stage->owner_wakes, &stage->mutex);
        stage->owner_waits = false;
    }
    unlock(stage);
}

void og_stage_close(og_stage *stage)
{
    lock(stage);
    stage->is_closed = true;
    wake_helper(stage);
    unlock(stage);
}

bool og_stage_is_done(og_stage *stage)
{
    lock(stage);
    const bool is_done = stage->is_done;
    unlock(stage);
    return is_done;
}

ocigate_status og_stage_end(og_stage *stage, ocigate_error *err)
{
    if (!stage->is_running)
        return OCIGATE_OK;
    lock(stage);
    /* Pieces that nobody takes would keep a decoder waiting for ever. */
    if (!stage->is_closed || stage->work == decode)
        stage->is_stopped = true;
    wake_helper(stage);
    stage->owner_waits = true;
    while (!stage->is_done)
        (void)pthread_cond_wait(&stage->owner_wakes, &stage->mutex);
    stage->owner_waits = false;
    unlock(stage);
    stage->is_running = false;
    if (stage->status < 0)
        return og_fail(err, stage->status, stage->error.system_error, "%s", stage->error.text);
    return OCIGATE_OK;
}
