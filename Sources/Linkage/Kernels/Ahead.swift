import CLinkageKernels

/// Memory that is read in no order comes sooner when it is asked for ahead of its use.
enum Ahead {
    /// Fetches a line ahead of its use; any address will do.
    @inline(__always)
    static func fetch(_ address: UnsafeRawPointer?) { reeve_prefetch(address) }
}
