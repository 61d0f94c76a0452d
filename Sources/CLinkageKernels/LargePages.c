#include "CLinkageKernels.h"

#if defined(__linux__)
#include <sys/mman.h>
#endif

void reeve_ask_large_pages(void *memory, size_t count) {
#if defined(__linux__) && defined(MADV_HUGEPAGE)
    // Only whole large pages inside the memory are asked for: what lies around them belongs to somebody else.
    const uintptr_t page = (uintptr_t)1 << 21;
    const uintptr_t first = ((uintptr_t)memory + page - 1) & ~(page - 1);
    const uintptr_t end = ((uintptr_t)memory + count) & ~(page - 1);
    if (end > first) madvise((void *)first, end - first, MADV_HUGEPAGE);
#else
    (void)memory;
    (void)count;
#endif
}
