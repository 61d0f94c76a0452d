import Vocabulary

/// How often a vehicle went into an area and came out of it again.
package struct VisitCount: Hashable, Sendable {
    /// The plate.
    package var plate: PlateKey
    /// Reads inside after one outside, and the other way.
    package var entries: Int
    package var exits: Int
    /// The area in which its days most often begin; the lowest of equals.
    package var home: Int
}

extension Reads {
    /// Vehicles that went into an area and out again at least so often, and whose days begin in another.
    ///
    /// Only plates read inside are looked at. Measured on thirty days of 3.3 million reads: one pass over the cameras,
    /// then a few looks a day for the few plates that are left.
    ///
    /// - `area`: The area visited; cameras carry the number of theirs.
    /// - `home`: The area that the vehicle comes from; `nil` for any.
    /// - `span`: Milliseconds since 1970 UTC, to whole days.
    package func visits(
        to area: Int,
        from home: Int?,
        in span: Range<Int64>,
        atLeast: Int
    ) async throws -> [VisitCount] {
        let touched = days(in: span)
        // Areas as small numbers; cameras in none are in the last, which is no area.
        let areas = cameras.map { Int32(clamping: $0.area ?? -1) }
        let inside = Int32(clamping: area)
        let stays = try await inParallel(touched) { day in
            day.read { Self.stays(in: inside, areas: areas, $0) }
        }
        var sums: [UInt64: (entries: Int, exits: Int)] = [:]
        for stay in stays.joined() {
            sums[stay.key, default: (0, 0)].entries += stay.entries + (stay.first == inside ? 1 : 0)
            sums[stay.key, default: (0, 0)].exits += stay.exits + (stay.last == inside ? 1 : 0)
        }
        // Crossings at midnight were counted as if each were one; only plates that reach the number even so go on.
        let keys = sums.filter { $0.value.entries >= atLeast && $0.value.exits >= atLeast }.keys.sorted()
        guard !keys.isEmpty else { return [] }
        let perDay = try await inParallel(touched) { day in
            day.read { Self.days(of: keys, areas: areas, inside: inside, $0) }
        }
        return keys.indices.compactMap { index in
            var count = VisitCount(plate: PlateKey(number: keys[index]), entries: 0, exits: 0, home: -1)
            var previous: Int32?
            var begins: [Int32: Int] = [:]
            for stay in perDay.compactMap({ $0[index] }) {
                count.entries += stay.entries
                count.exits += stay.exits
                if let previous, previous != inside, stay.first == inside { count.entries += 1 }
                if let previous, previous == inside, stay.first != inside { count.exits += 1 }
                previous = stay.last
                begins[stay.first, default: 0] += 1
            }
            let most = begins.max { ($0.value, -$0.key) < ($1.value, -$1.key) }
            count.home = Int(most?.key ?? -1)
            let fits = count.entries >= atLeast && count.exits >= atLeast && (home == nil || count.home == home)
            return fits ? count : nil
        }
    }

    /// What one plate did on one day.
    private struct Stay: Sendable {
        var key: UInt64
        var first: Int32
        var last: Int32
        var entries: Int
        var exits: Int
    }

    /// Every plate of a day that was read inside.
    private static func stays(in inside: Int32, areas: [Int32], _ view: DayView) -> [Stay] {
        let isInside = (0..<view.cameras).map { areas[Int(view.cameraTable[$0])] == inside }
        guard isInside.contains(true) else { return [] }
        var found: [Stay] = []
        var block = PlateBlock()
        // Marked in a map of bits, from which they come in order of plate without being sorted.
        var marks = [UInt64](repeating: 0, count: view.reads / 64 + 1)
        for camera in 0..<view.cameras where isInside[camera] {
            view.forEachRead(ofCamera: camera) { marks[$0 >> 6] |= 1 << UInt64($0 & 63) }
        }
        var done = 0
        for (number, word) in marks.enumerated() where word != 0 {
            var left = word
            while left != 0 {
                let read = number << 6 | left.trailingZeroBitCount
                left &= left - 1
                guard read >= done else { continue }
                let (key, range) = block.plate(ofRead: read, in: view)
                found.append(stay(key, range, view, areas, inside))
                done = range.upperBound
            }
        }
        return found
    }

    private static func stay(
        _ key: UInt64,
        _ range: Range<Int>,
        _ view: DayView,
        _ areas: [Int32],
        _ inside: Int32
    ) -> Stay {
        func area(_ read: Int) -> Int32 { areas[Int(view.cameraTable[Int(view.camera[read])])] }
        let first = area(range.lowerBound)
        var stay = Stay(key: key, first: first, last: first, entries: 0, exits: 0)
        for read in range.dropFirst() {
            let here = area(read)
            if here == inside, stay.last != inside { stay.entries += 1 }
            if here != inside, stay.last == inside { stay.exits += 1 }
            stay.last = here
        }
        return stay
    }

    /// The day of each of some plates, which are in ascending order.
    private static func days(of keys: [UInt64], areas: [Int32], inside: Int32, _ view: DayView) -> [Stay?] {
        var block = PlateBlock()
        return keys.map { key in
            block.reads(of: key, in: view).map { stay(key, $0, view, areas, inside) }
        }
    }
}
