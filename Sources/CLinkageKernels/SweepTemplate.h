// The kernels for one width of lane and one instruction set. Included once for each, with LANE, BITS, HALVES, ISA and
// TARGET defined; `&`, `+` and the like work on whole lines of 64 bytes.

#define JOIN3(a, b, c) a##_##b##_##c
#define JOIN(a, b, c) JOIN3(a, b, c)
#define KERNEL(name) JOIN(name, BITS, ISA)
#define LINE KERNEL(line)
#define STORED KERNEL(stored)
#define PLANE(i) (*(const STORED *)(sweep->planes[i] + at))
#define OUT (*(STORED *)(sweep->out + at))

typedef LANE LINE __attribute__((vector_size(64)));
// A line in memory, where Swift aligns nothing beyond 16 bytes.
typedef LANE STORED __attribute__((vector_size(64), aligned(16), __may_alias__));

TARGET static void KERNEL(jaro_winkler)(const reeve_sweep *sweep) {
    const uint32_t steps = sweep->steps;
    LINE taken[REEVE_STEPS_MAX];
    for (size_t line = 0; line < sweep->lines; line++) {
        const size_t at = line * 64;
        LINE matched = {0};
        for (uint32_t i = 0; i < steps; i++) {
            const LINE open = PLANE(i) & (LANE)sweep->windows[i] & ~matched;
            const LINE first = open & -open;
            matched |= first;
            taken[i] = first;
        }
        const LINE matches = __builtin_elementwise_popcount(matched);
        const LINE enough = (LINE)(matches >= (LANE)sweep->limit);
        if (__builtin_reduce_or((words)enough) == 0) {
            OUT = enough;
            continue;
        }
        // The k-th matched byte of the query against the k-th of the name: the lowest bit left is the name's next.
        LINE left = matched;
        LINE inOrder = {0};
        for (uint32_t i = 0; i < steps; i++) {
            const LINE next = left & -left & (LINE)(taken[i] != 0);
            left ^= next;
            inOrder |= PLANE(i) & next;
        }
        LINE start = {0};
        for (uint32_t i = 0; i < sweep->prefix; i++) start |= PLANE(i) & (LANE)(1u << i);
        start &= ~(start + 1);
        const LINE halves = (matches - __builtin_elementwise_popcount(inOrder)) >> 1;
        const LINE upper = matches * HALVES + halves;
        const LINE key = upper + upper + upper + upper + upper + __builtin_elementwise_popcount(start);
        OUT = key & enough;
    }
}

// Hyyro 2003, with the horizontal deltas kept inverted so that shifting in a one costs nothing. The distance is read
// once, at the end, from the vertical deltas of the last column.
TARGET static void KERNEL(levenshtein)(const reeve_sweep *sweep) {
    const LANE places = (LANE)(0xFFFFFFFFu >> (32 - sweep->length));
    for (size_t line = 0; line < sweep->lines; line++) {
        const size_t at = line * 64;
        LINE less = {0};
        LINE more = ~less;
        for (uint32_t i = 0; i < sweep->steps; i++) {
            const LINE equal = PLANE(i);
            const LINE diagonal = (((equal & more) + more) ^ more) | equal | less;
            LINE notRight = (diagonal | more) & ~less;
            LINE left = diagonal & more;
            notRight += notRight;
            left += left;
            more = left | (notRight & ~diagonal);
            less = diagonal & ~notRight;
        }
        const LINE distance = (LANE)sweep->steps + __builtin_elementwise_popcount(more & places)
            - __builtin_elementwise_popcount(less & places);
        OUT = (distance + 1) & (LINE)(distance <= (LANE)sweep->limit);
    }
}

// The same with an exchange of two neighbours as one edit.
TARGET static void KERNEL(alignment)(const reeve_sweep *sweep) {
    const LANE places = (LANE)(0xFFFFFFFFu >> (32 - sweep->length));
    for (size_t line = 0; line < sweep->lines; line++) {
        const size_t at = line * 64;
        LINE less = {0};
        LINE before = {0};
        LINE diagonal = {0};
        LINE more = ~less;
        for (uint32_t i = 0; i < sweep->steps; i++) {
            const LINE equal = PLANE(i);
            LINE exchanged = equal & ~diagonal;
            exchanged = (exchanged + exchanged) & before;
            diagonal = (((equal & more) + more) ^ more) | equal | less | exchanged;
            LINE notRight = (diagonal | more) & ~less;
            LINE left = diagonal & more;
            notRight += notRight;
            left += left;
            more = left | (notRight & ~diagonal);
            less = diagonal & ~notRight;
            before = equal;
        }
        const LINE distance = (LANE)sweep->steps + __builtin_elementwise_popcount(more & places)
            - __builtin_elementwise_popcount(less & places);
        OUT = (distance + 1) & (LINE)(distance <= (LANE)sweep->limit);
    }
}

#undef JOIN3
#undef JOIN
#undef KERNEL
#undef LINE
#undef PLANE
#undef OUT
#undef STORED
#undef LANE
#undef BITS
#undef HALVES
