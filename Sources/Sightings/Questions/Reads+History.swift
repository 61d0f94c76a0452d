import Vocabulary

extension Reads {
    /// Every read of the plates that fit a pattern within a span of time, by plate and time.
    ///
    /// A day costs a few looks for a pattern that begins with known characters, and one pass over its distinct plates
    /// otherwise.
    ///
    /// - `span`: Milliseconds since 1970 UTC.
    package func history(_ pattern: PlatePattern, in span: Range<Int64>) async throws -> [Sighting] {
        let touched = days(in: span)
        let found: [Sighting]
        if pattern.isOpenAtStart {
            found = try await inParallel(touched) { day in
                day.read { everyPlate(pattern, in: span, of: $0, day: day.day) }
            }
            .flatMap(\.self)
        } else {
            // A few looks a day cost less here than the threads would.
            found = touched.flatMap { day in day.read { history(pattern, in: span, of: $0, day: day.day) }
            }
        }
        return found.sorted {
            ($0.plate, $0.time.milliseconds, $0.camera) < ($1.plate, $1.time.milliseconds, $1.camera)
        }
    }

    /// Looks at every plate of a day.
    private func everyPlate(
        _ pattern: PlatePattern,
        in span: Range<Int64>,
        of view: DayView,
        day: Int
    ) -> [Sighting] {
        let midnight = Int64(day) * DayLayout.dayMilliseconds
        var found: [Sighting] = []
        var fits: [Int] = []
        var block = PlateBlock()
        for number in 0..<view.plateBlocks {
            let count = view.keys(ofBlock: number, into: block.keys)
            pattern.forEachMatch(block.keys, count: count) { fits.append($0) }
            guard !fits.isEmpty else { continue }
            block.reload(number, of: view)
            for plate in fits {
                for read in Int(block.starts[plate])..<Int(block.starts[plate + 1])
                where span.contains(midnight + Int64(view.time(ofRead: read))) {
                    found.append(sighting(view, day: day, read: read, key: block.keys[plate]))
                }
            }
            fits.removeAll(keepingCapacity: true)
        }
        return found
    }

    private func history(
        _ pattern: PlatePattern,
        in span: Range<Int64>,
        of view: DayView,
        day: Int
    )
        -> [Sighting]
    {
        guard view.plates > 0 else { return [] }
        let midnight = Int64(day) * DayLayout.dayMilliseconds
        var found: [Sighting] = []
        var block = PlateBlock()
        var wanted = pattern.next(from: 0)
        while let from = wanted {
            var number = view.block(of: from)
            block.load(number, of: view)
            if block.keys[block.count - 1] < from {
                number += 1
                guard number < view.plateBlocks else { break }
                block.load(number, of: view)
            }
            wanted = nil
            var least = from
            for plate in 0..<block.count where block.keys[plate] >= least {
                let key = block.keys[plate]
                guard pattern.matches(PlateKey(number: key)) else {
                    guard let next = pattern.next(from: key + 1) else { return found }
                    least = next
                    continue
                }
                for read in Int(block.starts[plate])..<Int(block.starts[plate + 1])
                where span.contains(midnight + Int64(view.time(ofRead: read))) {
                    found.append(sighting(view, day: day, read: read, key: key))
                }
            }
            if number + 1 < view.plateBlocks {
                let after = max(least, block.keys[block.count - 1] + 1)
                wanted = pattern.next(from: after)
            }
        }
        return found
    }
}
