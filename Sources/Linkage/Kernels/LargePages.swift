import CLinkageKernels

/// Memory that is read in no order: large pages save the processor most of its look-ups, ahead of use hides the rest.
enum LargePages {
    /// Asks the system to back this memory with large pages; where it does not know them, nothing happens.
    static func ask(for memory: UnsafeMutableRawBufferPointer) {
        guard let base = memory.baseAddress, memory.count >= 1 << 22 else { return }
        reeve_ask_large_pages(base, memory.count)
    }

    /// Fetches a line ahead of its use; any address will do.
    @inline(__always)
    static func fetch(_ address: UnsafeRawPointer?) { reeve_prefetch(address) }
}
