#define _POSIX_C_SOURCE 200809L
#include "base/crew.h"

#include "base/error.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

#define TICK_NANOSECONDS 50000000L
#define SECOND_NANOSECONDS 1000000000L

typedef struct order {
    og_task *task;
    void *payload;
} order;

struct og_crew {
    pthread_mutex_t mutex;
    pthread_cond_t wakes; /* an order, the end, or a count that came to 0 */
    unsigned limit;       /* threads to start; the caller's is none of them */
    unsigned started;
    unsigned idle; /* threads without an order; those that begin are among them */
    unsigned order_count;
    order orders[OG_CREW_THREADS_MAX + 1]; /* never more than idle */
    bool is_ending;
    pthread_t threads[OG_CREW_THREADS_MAX];
};

static bool init_locks(og_crew *crew)
{
    pthread_condattr_t attributes;
    if (pthread_condattr_init(&attributes) != 0)
        return false;
    bool is_good = pthread_condattr_setclock(&attributes, CLOCK_MONOTONIC) == 0 &&
                   pthread_cond_init(&crew->wakes, &attributes) == 0;
    (void)pthread_condattr_destroy(&attributes);
    if (is_good && pthread_mutex_init(&crew->mutex, NULL) != 0) {
        (void)pthread_cond_destroy(&crew->wakes);
        is_good = false;
    }
    return is_good;
}

ocigate_status og_crew_new(unsigned threads, og_crew **out, ocigate_error *err)
{
    og_crew *crew = calloc(1, sizeof *crew);
    if (crew == NULL || !init_locks(crew)) {
        free(crew);
        return og_fail_memory(err);
    }
    if (threads > OG_CREW_THREADS_MAX)
        threads = OG_CREW_THREADS_MAX;
    crew->limit = threads < 1 ? 0 : threads - 1;
    *out = crew;
    return OCIGATE_OK;
}

void og_crew_free(og_crew *crew)
{
    if (crew == NULL)
        return;
    (void)pthread_mutex_lock(&crew->mutex);
    crew->is_ending = true;
    (void)pthread_cond_broadcast(&crew->wakes);
    (void)pthread_mutex_unlock(&crew->mutex);
    for (unsigned i = 0; i < crew->started; i++)
        (void)pthread_join(crew->threads[i], NULL);
    (void)pthread_cond_destroy(&crew->wakes);
    (void)pthread_mutex_destroy(&crew->mutex);
    free(crew);
}

unsigned og_crew_threads(const og_crew *crew)
{
    return crew == NULL ? 1 : crew->limit + 1;
}

/* With the mutex held, which is let go while the order is carried out. */
static void carry_out(og_crew *crew)
{
    const order next = crew->orders[--crew->order_count];
    crew->idle--;
    (void)pthread_mutex_unlock(&crew->mutex);
    next.task(next.payload);
    (void)pthread_mutex_lock(&crew->mutex);
    crew->idle++;
}

static void *work(void *payload)
{
    og_crew *crew = payload;
    (void)pthread_mutex_lock(&crew->mutex);
    for (;;) {
        while (crew->order_count == 0 && !crew->is_ending)
            (void)pthread_cond_wait(&crew->wakes, &crew->mutex);
        if (crew->order_count == 0)
            break;
        carry_out(crew);
    }
    (void)pthread_mutex_unlock(&crew->mutex);
    return NULL;
}

/* Signals are for the threads of the program, not for ours. */
static bool start_thread(og_crew *crew)
{
    sigset_t all, before;
    (void)sigfillset(&all);
    if (pthread_sigmask(SIG_SETMASK, &all, &before) != 0)
        return false;
    const bool is_good = pthread_create(&crew->threads[crew->started], NULL, work, crew) == 0;
    (void)pthread_sigmask(SIG_SETMASK, &before, NULL);
    if (!is_good) {
        crew->limit = crew->started; /* not asked again */
        return false;
    }
    crew->started++;
    crew->idle++;
    return true;
}

bool og_crew_try(og_crew *crew, og_task *task, void *payload)
{
    if (crew == NULL)
        return false;
    (void)pthread_mutex_lock(&crew->mutex);
    bool is_taken = crew->order_count < crew->idle;
    if (!is_taken && crew->started < crew->limit)
        is_taken = start_thread(crew);
    if (is_taken) {
        crew->orders[crew->order_count++] = (order){.task = task, .payload = payload};
        (void)pthread_cond_signal(&crew->wakes);
    }
    (void)pthread_mutex_unlock(&crew->mutex);
    return is_taken;
}

void og_crew_count_down(og_crew *crew, og_crew_count *count)
{
    (void)pthread_mutex_lock(&crew->mutex);
    if (--count->left == 0)
        (void)pthread_cond_broadcast(&crew->wakes);
    (void)pthread_mutex_unlock(&crew->mutex);
}

static void wait_a_little(og_crew *crew)
{
    struct timespec until = {0};
    (void)clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_nsec += TICK_NANOSECONDS;
    if (until.tv_nsec >= SECOND_NANOSECONDS) {
        until.tv_sec++;
        until.tv_nsec -= SECOND_NANOSECONDS;
    }
    (void)pthread_cond_timedwait(&crew->wakes, &crew->mutex, &until);
}

void og_crew_wait(og_crew *crew, og_crew_count *count, og_task *tick, void *payload)
{
    (void)pthread_mutex_lock(&crew->mutex);
    crew->idle++;
    while (count->left > 0) {
        if (crew->order_count > 0) {
            carry_out(crew);
            continue;
        }
        wait_a_little(crew);
        if (tick == NULL)
            continue;
        (void)pthread_mutex_unlock(&crew->mutex);
        tick(payload);
        (void)pthread_mutex_lock(&crew->mutex);
    }
    crew->idle--;
    (void)pthread_mutex_unlock(&crew->mutex);
}
