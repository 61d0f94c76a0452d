#include "CLinkageKernels.h"

#if defined(__x86_64__)

typedef uint64_t words __attribute__((vector_size(64)));

#define ISA avx2
#define TARGET __attribute__((target("avx2,bmi,popcnt")))
#define LANE uint8_t
#define BITS 8
#define HALVES 5
#include "SweepTemplate.h"
#define LANE uint16_t
#define BITS 16
#define HALVES 9
#include "SweepTemplate.h"
#define LANE uint32_t
#define BITS 32
#define HALVES 17
#include "SweepTemplate.h"
#undef ISA
#undef TARGET

#define ISA avx512
#define TARGET __attribute__((target("avx512f,avx512bw,avx512vl,bmi,popcnt")))
#define LANE uint8_t
#define BITS 8
#define HALVES 5
#include "SweepTemplate.h"
#define LANE uint16_t
#define BITS 16
#define HALVES 9
#include "SweepTemplate.h"
#define LANE uint32_t
#define BITS 32
#define HALVES 17
#include "SweepTemplate.h"
#undef ISA
#undef TARGET

typedef void kernel(const reeve_sweep *);

// By level less one, metric, and width of lane.
static kernel *const kernels[2][3][3] = {
    {
        {jaro_winkler_8_avx2, jaro_winkler_16_avx2, jaro_winkler_32_avx2},
        {levenshtein_8_avx2, levenshtein_16_avx2, levenshtein_32_avx2},
        {alignment_8_avx2, alignment_16_avx2, alignment_32_avx2},
    },
    {
        {jaro_winkler_8_avx512, jaro_winkler_16_avx512, jaro_winkler_32_avx512},
        {levenshtein_8_avx512, levenshtein_16_avx512, levenshtein_32_avx512},
        {alignment_8_avx512, alignment_16_avx512, alignment_32_avx512},
    },
};

int reeve_kernel_level(void) {
    __builtin_cpu_init();
    if (!__builtin_cpu_supports("avx2")) return REEVE_LEVEL_NONE;
    if (__builtin_cpu_supports("avx512bw") && __builtin_cpu_supports("avx512vl")) return REEVE_LEVEL_AVX512;
    return REEVE_LEVEL_AVX2;
}

int reeve_sweep_run(int level, int metric, int lane_bits, const reeve_sweep *sweep) {
    const int width = lane_bits == 8 ? 0 : lane_bits == 16 ? 1 : lane_bits == 32 ? 2 : -1;
    if (level < REEVE_LEVEL_AVX2 || level > reeve_kernel_level()) return 0;
    if (metric < REEVE_JARO_WINKLER || metric > REEVE_ALIGNMENT || width < 0) return 0;
    if (sweep->steps > REEVE_STEPS_MAX || sweep->length == 0 || sweep->length > (uint32_t)lane_bits) return 0;
    kernels[level - 1][metric][width](sweep);
    return 1;
}

#else

int reeve_kernel_level(void) { return REEVE_LEVEL_NONE; }

int reeve_sweep_run(int level, int metric, int lane_bits, const reeve_sweep *sweep) {
    (void)level;
    (void)metric;
    (void)lane_bits;
    (void)sweep;
    return 0;
}

#endif
