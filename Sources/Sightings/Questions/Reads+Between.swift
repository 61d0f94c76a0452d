import Vocabulary

/// A vehicle that passed one camera and then another.
package struct Passage: Hashable, Sendable {
    /// The plate.
    package var plate: PlateKey
    /// When it passed the first and the second, in milliseconds since 1970 UTC.
    package var first: Int64
    package var second: Int64
}

extension Reads {
    /// Every pair of a pass at one camera and a later pass of the same plate at another, by plate and time.
    ///
    /// - `first`: The camera passed first, as a place in ``cameras``.
    /// - `second`: The camera passed afterwards.
    /// - `span`: When the first was passed, in milliseconds since 1970 UTC.
    /// - `within`: The longest time between, in milliseconds.
    package func passages(
        from first: Int,
        to second: Int,
        in span: Range<Int64>,
        within: Int64
    ) async throws -> [Passage] {
        let whole = span.lowerBound..<(span.upperBound.addingReportingOverflow(within).partialValue)
        let touched = days(in: whole.isEmpty ? span : whole)
        let perDay = try await inParallel(touched) { day in
            day.read { view in
                (passes(of: first, view, day: day.day), passes(of: second, view, day: day.day))
            }
        }
        let starts = perDay.flatMap(\.0).filter { span.contains($0.time) }.sorted(by: Pass.inOrder)
        let ends = perDay.flatMap(\.1).sorted(by: Pass.inOrder)
        var found: [Passage] = []
        var low = 0
        for start in starts {
            while low < ends.count, (ends[low].key, ends[low].time) <= (start.key, start.time) { low += 1 }
            var end = low
            while end < ends.count, ends[end].key == start.key, ends[end].time <= start.time + within {
                found.append(Passage(plate: PlateKey(number: start.key), first: start.time, second: ends[end].time))
                end += 1
            }
        }
        return found
    }

    private struct Pass: Sendable {
        var key: UInt64
        var time: Int64

        static func inOrder(_ a: Pass, _ b: Pass) -> Bool { a.key != b.key ? a.key < b.key : a.time < b.time }
    }

    private func passes(of camera: Int, _ view: DayView, day: Int) -> [Pass] {
        guard let place = view.place(ofCamera: camera) else { return [] }
        let midnight = Int64(day) * DayLayout.dayMilliseconds
        var found: [Pass] = []
        found.reserveCapacity(view.count(ofCamera: place))
        var block = PlateBlock()
        view.forEachRead(ofCamera: place) { read in
            let (key, _) = block.plate(ofRead: read, in: view)
            found.append(Pass(key: key, time: midnight + Int64(view.time[read])))
        }
        return found
    }
}
