/// What one of several threads does of a list of things: every so-manieth of them.
///
/// Shares follow from the number of threads alone, and what they make is put back in the order of the list: how many
/// threads there are shows in no outcome.
struct WorkShare: Sendable {
    var indices: StrideTo<Int>

    /// The things below `count`, shared among at most so many threads.
    static func shares(of count: Int, threads: Int) -> [Self] {
        let threads = max(1, min(threads, count))
        return (0..<threads).map { Self(indices: stride(from: $0, to: count, by: threads)) }
    }

    /// What the body makes of each share, in the order of the shares; each on a thread of its own.
    static func map<Made: Sendable>(
        _ shares: [Self],
        _ body: @escaping @Sendable (Self) -> Made
    ) async -> [Made] {
        await withTaskGroup(of: (place: Int, made: Made).self) { group in
            for (place, share) in shares.enumerated() { group.addTask { (place, body(share)) } }
            var found = [Made?](repeating: nil, count: shares.count)
            for await one in group { found[one.place] = one.made }
            return found.compactMap { $0 }
        }
    }

    /// What the shares made of each thing, in the order of the things.
    static func inOrder<Made>(_ shares: [Self], _ made: [[Made]]) -> [Made] {
        var found = [Made?](repeating: nil, count: made.reduce(0) { $0 + $1.count })
        for (share, made) in zip(shares, made) {
            for (index, made) in zip(share.indices, made) { found[index] = made }
        }
        return found.compactMap { $0 }
    }
}
