#ifndef CLINKAGEKERNELS_H
#define CLINKAGEKERNELS_H

#include <stddef.h>
#include <stdint.h>

// One query against many names, 64 bytes of lanes at a time; each lane is one name.
//
// Names lie in planes: the plane of a byte says, for each lane, at which places its name has that byte (bit p for
// place p). A lane is 8, 16 or 32 bits wide, so that its names have at most as many bytes. All lanes of one call
// are names of one length.

// The vector instructions this machine has: what `reeve_sweep_run` may be called with.
enum {
    REEVE_LEVEL_NONE = 0,
    REEVE_LEVEL_AVX2 = 1,
    REEVE_LEVEL_AVX512 = 2,
};

enum {
    REEVE_JARO_WINKLER = 0,
    REEVE_LEVENSHTEIN = 1,
    REEVE_ALIGNMENT = 2,
};

// The longest query a sweep takes, in bytes.
#define REEVE_STEPS_MAX 64

// What a sweep reads and writes. Every pointer belongs to the caller; planes and `out` are aligned to 16 bytes.
typedef struct {
    // By byte of the query: the plane of that byte, at the first lane of the sweep.
    const uint8_t *const *planes;
    // By byte of the query: the places of a name within Jaro's window. Not read by the distances.
    const uint32_t *windows;
    // Bytes of the query to walk, at most REEVE_STEPS_MAX.
    uint32_t steps;
    // Bytes of every name in the sweep, at least 1 and at most the width of a lane.
    uint32_t length;
    // How many leading bytes count as prefix: at most 4, and at most the length of either.
    uint32_t prefix;
    // Jaro-Winkler: names with fewer matches are written as 0. Distances: those above it are written as 0.
    uint32_t limit;
    // Blocks of 64 bytes.
    size_t lines;
    // One lane each. Distances: the distance plus 1. Jaro-Winkler: (matches * h + t) * 5 + prefix, where t is half the
    // number of matches out of order and h is 5, 9 or 17 for lanes of 8, 16 or 32 bits.
    uint8_t *out;
} reeve_sweep;

// The best level of this machine.
int reeve_kernel_level(void);

// Runs a sweep. Returns 0 when there is no such kernel here, and then nothing is written.
int reeve_sweep_run(int level, int metric, int lane_bits, const reeve_sweep *sweep);

// MARK: - Places of one byte among sixteen

typedef uint8_t reeve_bytes16 __attribute__((ext_vector_type(16)));

// The places at which eight bytes (the first lowest) have a byte, as bits.
static inline uint64_t reeve_places8(uint64_t bytes, uint8_t byte) {
    const uint64_t low = 0x7F7F7F7F7F7F7F7Full;
    const uint64_t different = bytes ^ (0x0101010101010101ull * byte);
    const uint64_t same = ~(((different & low) + low) | different | low);
    return ((same >> 7) * 0x0102040810204080ull) >> 56;
}

// The places at which sixteen bytes have a byte, as bits.
static inline uint64_t reeve_places16(reeve_bytes16 bytes, uint8_t byte) {
#if defined(__SSE2__)
    typedef char signed_bytes __attribute__((vector_size(16)));
    const reeve_bytes16 wanted = (reeve_bytes16)(byte);
    return (uint32_t)__builtin_ia32_pmovmskb128((signed_bytes)(bytes == wanted));
#else
    uint64_t halves[2];
    __builtin_memcpy(halves, &bytes, 16);
    return reeve_places8(halves[0], byte) | reeve_places8(halves[1], byte) << 8;
#endif
}

// MARK: - Memory

// Fetches the line at an address into the cache ahead of its use; any address will do.
static inline void reeve_prefetch(const void *address) { __builtin_prefetch(address); }

#endif
