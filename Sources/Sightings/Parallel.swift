import Foundation

/// How many threads a question uses.
let questionThreads = ProcessInfo.processInfo.activeProcessorCount

/// Runs work on every item, as many at a time as there are processors, and gives the results in the items' order.
///
/// Stops between items when the task around it is cancelled.
func inParallel<Item: Sendable, Result: Sendable>(
    _ items: [Item],
    width: Int = questionThreads,
    _ body: @escaping @Sendable (Item) throws -> Result
) async throws -> [Result] {
    try await withThrowingTaskGroup(of: (Int, Result).self) { group in
        var results = [Result?](repeating: nil, count: items.count)
        var next = 0
        func add() {
            guard next < items.count else { return }
            let index = next
            next += 1
            group.addTask { (index, try body(items[index])) }
        }
        for _ in 0..<max(width, 1) { add() }
        while let (index, result) = try await group.next() {
            results[index] = result
            try Task.checkCancellation()
            add()
        }
        return results.compactMap(\.self)
    }
}
