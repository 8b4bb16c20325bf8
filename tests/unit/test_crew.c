#define _POSIX_C_SOURCE 200809L
#include "base/crew.h"

#include <criterion/criterion.h>
#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <time.h>

typedef struct work {
    og_crew *crew;
    og_crew_count *count;
    atomic_int *done;
    atomic_bool *may_end; /* NULL: at once */
    atomic_bool has_begun;
} work;

static void nap(void)
{
    const struct timespec time = {.tv_nsec = 1000000};
    (void)nanosleep(&time, NULL);
}

static void run(void *payload)
{
    work *w = payload;
    atomic_store(&w->has_begun, true);
    while (w->may_end != NULL && !atomic_load(w->may_end))
        nap();
    (void)atomic_fetch_add(w->done, 1);
    og_crew_count_down(w->crew, w->count);
}

static og_crew *make(unsigned threads)
{
    og_crew *crew = NULL;
    cr_assert_eq(og_crew_new(threads, &crew, NULL), OCIGATE_OK);
    return crew;
}

Test(crew, one_thread_is_the_callers_alone)
{
    for (unsigned threads = 0; threads <= 1; threads++) {
        og_crew *crew = make(threads);
        cr_expect_eq(og_crew_threads(crew), 1);
        cr_expect_not(og_crew_try(crew, run, NULL));
        og_crew_free(crew);
    }
    cr_expect_eq(og_crew_threads(NULL), 1);
    cr_expect_not(og_crew_try(NULL, run, NULL));
    og_crew_free(NULL);
}

Test(crew, takes_no_more_than_it_has_threads, .timeout = 30)
{
    for (unsigned threads = 2; threads <= 5; threads++) {
        og_crew *crew = make(threads);
        atomic_int done = 0;
        atomic_bool may_end = false;
        og_crew_count count = {.left = threads - 1};
        work w = {.crew = crew, .count = &count, .done = &done, .may_end = &may_end};
        for (unsigned i = 1; i < threads; i++)
            cr_expect(og_crew_try(crew, run, &w));
        cr_expect_not(og_crew_try(crew, run, &w));
        atomic_store(&may_end, true);
        og_crew_wait(crew, &count, NULL, NULL);
        cr_expect_eq(atomic_load(&done), (int)threads - 1);
        og_crew_free(crew);
    }
}

Test(crew, is_used_again_and_again, .timeout = 60)
{
    og_crew *crew = make(3);
    atomic_int done = 0;
    int expected = 0;
    for (int round = 0; round < 2000; round++) {
        og_crew_count count = {.left = 2};
        work w = {.crew = crew, .count = &count, .done = &done};
        for (int i = 0; i < 2; i++) {
            expected++;
            if (!og_crew_try(crew, run, &w))
                run(&w);
        }
        og_crew_wait(crew, &count, NULL, NULL);
    }
    cr_expect_eq(atomic_load(&done), expected);
    og_crew_free(crew);
}

typedef struct chain {
    work inner;
    og_crew_count *count;
    atomic_bool *was_taken;
} chain;

/* Hands a task on while the caller waits. */
static void hand_on(void *payload)
{
    chain *c = payload;
    while (!og_crew_try(c->inner.crew, run, &c->inner))
        nap();
    atomic_store(c->was_taken, true);
    og_crew_count_down(c->inner.crew, c->count);
}

Test(crew, the_thread_that_waits_takes_tasks, .timeout = 30)
{
    og_crew *crew = make(2);
    atomic_int done = 0;
    atomic_bool was_taken = false;
    og_crew_count count = {.left = 2};
    chain c = {.inner = {.crew = crew, .count = &count, .done = &done},
               .count = &count,
               .was_taken = &was_taken};
    cr_assert(og_crew_try(crew, hand_on, &c));
    og_crew_wait(crew, &count, NULL, NULL);
    cr_expect(atomic_load(&was_taken));
    cr_expect_eq(atomic_load(&done), 1);
    og_crew_free(crew);
}

static void tick(void *payload)
{
    atomic_store((atomic_bool *)payload, true);
}

Test(crew, tells_while_it_waits, .timeout = 30)
{
    og_crew *crew = make(2);
    atomic_int done = 0;
    atomic_bool may_end = false;
    og_crew_count count = {.left = 1};
    work w = {.crew = crew, .count = &count, .done = &done, .may_end = &may_end};
    cr_assert(og_crew_try(crew, run, &w));
    while (!atomic_load(&w.has_begun)) /* on the other thread */
        nap();
    og_crew_wait(crew, &count, tick, &may_end); /* it ends because of the tick */
    cr_expect_eq(atomic_load(&done), 1);
    og_crew_free(crew);
}

static void look_at_signals(void *payload)
{
    const work *w = payload;
    sigset_t set;
    (void)sigemptyset(&set);
    (void)pthread_sigmask(SIG_SETMASK, NULL, &set);
    if (sigismember(&set, SIGTERM) == 1 && sigismember(&set, SIGINT) == 1)
        (void)atomic_fetch_add(w->done, 1);
    og_crew_count_down(w->crew, w->count);
}

Test(crew, takes_no_signals_of_the_program)
{
    og_crew *crew = make(2);
    atomic_int done = 0;
    og_crew_count count = {.left = 1};
    work w = {.crew = crew, .count = &count, .done = &done};
    cr_assert(og_crew_try(crew, look_at_signals, &w));
    while (atomic_load(&done) == 0)
        nap();
    og_crew_wait(crew, &count, NULL, NULL);
    cr_expect_eq(atomic_load(&done), 1);
    sigset_t set;
    (void)sigemptyset(&set);
    (void)pthread_sigmask(SIG_SETMASK, NULL, &set);
    cr_expect_eq(sigismember(&set, SIGTERM), 0);
    og_crew_free(crew);
}
