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
    /// Every pair of a pass at one camera and a later pass of the same plate at another.
    ///
    /// They come by the day of the first pass, then by plate and time: each day is read in its own order, and nothing is
    /// sorted.
    ///
    /// - `first`: The camera passed first, as a place in ``cameras``.
    /// - `second`: The camera passed afterwards.
    /// - `span`: When the first was passed, in milliseconds since 1970 UTC.
    /// - `within`: The longest time between, in milliseconds; at most a day.
    package func passages(
        from first: Int,
        to second: Int,
        in span: Range<Int64>,
        within: Int64
    ) async throws -> [Passage] {
        guard (0...DayLayout.dayMilliseconds).contains(within) else {
            throw Fault(.readsQuestion, "the time between two cameras can be at most a day")
        }
        let touched = days(in: span)
        let perDay = try await inParallel(touched) { day in
            let starts = day.read { passes(of: first, $0, day: day.day) }.filter {
                span.contains($0.time)
            }
            let same = day.read { passes(of: second, $0, day: day.day) }
            var found: [Passage] = []
            Self.join(starts, same, within: within, &found)
            // Only who passed so late can arrive on the next day.
            let midnight = Int64(day.day + 1) * DayLayout.dayMilliseconds
            let late = starts.filter { $0.time + within >= midnight }
            guard !late.isEmpty, let next = days.first(where: { $0.day == day.day + 1 }) else {
                return found
            }
            let sameDay = found.count
            Self.join(late, next.read { passes(of: second, $0, day: next.day) }, within: within, &found)
            if found.count > sameDay {
                found.sort { ($0.plate, $0.first, $0.second) < ($1.plate, $1.first, $1.second) }
            }
            return found
        }
        return perDay.flatMap(\.self)
    }

    /// Puts together passes that are both in the order of plates and times.
    private static func join(
        _ starts: [Pass],
        _ ends: [Pass],
        within: Int64,
        _ found: inout [Passage]
    ) {
        var low = 0
        for start in starts {
            while low < ends.count,
                ends[low].key < start.key || ends[low].key == start.key && ends[low].time <= start.time
            { low += 1 }
            var end = low
            while end < ends.count, ends[end].key == start.key, ends[end].time <= start.time + within {
                found.append(
                    Passage(plate: PlateKey(number: start.key), first: start.time, second: ends[end].time)
                )
                end += 1
            }
        }
    }

    private struct Pass: Sendable {
        var key: UInt64
        var time: Int64
    }

    private func passes(of camera: Int, _ view: DayView, day: Int) -> [Pass] {
        guard let place = view.place(ofCamera: camera) else { return [] }
        let midnight = Int64(day) * DayLayout.dayMilliseconds
        var found: [Pass] = []
        found.reserveCapacity(view.count(ofCamera: place))
        var block = PlateBlock()
        view.forEachRead(ofCamera: place) { read in
            let (key, _) = block.plate(ofRead: read, in: view)
            found.append(Pass(key: key, time: midnight + Int64(view.time(ofRead: read))))
        }
        return found
    }
}
