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
        var bounds = VisitBounds()
        for (day, stays) in zip(touched, stays) { bounds.add(stays, day: day.day) }
        let isFromElsewhere = home != nil && home != area
        let likely = bounds.keys(atLeast: atLeast, days: touched.count, isFromElsewhere: isFromElsewhere)
        guard !likely.isEmpty else { return [] }
        let work = Array(zip(touched, stays))
        let inThere = try await inParallel(work) { day, stays in
            day.read { Self.days(of: likely, areas: areas, inside: inside, stays, $0) }
        }
        // On other days no more is wanted than where they began, and only of plates that can still be from the home asked.
        let wanted = home.map { Int32(clamping: $0) }
        let places = likely.indices.filter { place in
            guard isFromElsewhere, let wanted else { return true }
            var begins: [Int32: Int] = [:]
            for day in inThere { if let first = day[place]?.first { begins[first, default: 0] += 1 } }
            let most = touched.count - begins.values.reduce(0, +) + (begins[wanted] ?? 0)
            return most >= begins.reduce(1) { $1.key == wanted ? $0 : max($0, $1.value) }
        }
        let keys = places.map { likely[$0] }
        let perDay = try await inParallel(Array(zip(touched, inThere))) { day, inThere in
            day.read { Self.days(of: keys, areas: areas, known: places.map { inThere[$0] }, $0) }
        }
        return keys.indices.compactMap { index in
            var count = VisitCount(plate: PlateKey(number: keys[index]), entries: 0, exits: 0, home: -1)
            var wasInside: Bool?
            var begins: [(area: Int32, days: Int)] = []
            for day in perDay {
                guard let there = day[index] else { continue }
                count.entries += Int(there.entries)
                count.exits += Int(there.exits)
                if wasInside == false, there.first == inside { count.entries += 1 }
                if wasInside == true, there.first != inside { count.exits += 1 }
                wasInside = there.endsInside
                if let known = begins.firstIndex(where: { $0.area == there.first }) {
                    begins[known].days += 1
                } else {
                    begins.append((there.first, 1))
                }
            }
            let most = begins.max { ($0.days, -$0.area) < ($1.days, -$1.area) }
            count.home = Int(most?.area ?? -1)
            let fits =
                count.entries >= atLeast && count.exits >= atLeast && (home == nil || count.home == home)
            return fits ? count : nil
        }
    }

    /// Every plate of a day that was read inside.
    ///
    /// Reads inside are marked in a map of bits, from which they come in the order of plates and times without being
    /// sorted. Marks that follow one another are one visit: it has an entry unless it begins with the plate's first read,
    /// and an exit unless it ends with the last. The reads themselves, far apart in memory, need not be looked at.
    fileprivate static func stays(in inside: Int32, areas: [Int32], _ view: DayView) -> [Stay] {
        let cameras = (0..<view.cameras).filter { areas[Int(view.cameraTable[$0])] == inside }
        guard !cameras.isEmpty else { return [] }
        var marks = [UInt64](repeating: 0, count: view.reads / 64 + 1)
        for camera in cameras { view.forEachRead(ofCamera: camera) { marks[$0 >> 6] |= 1 << UInt64($0 & 63) } }
        var found: [Stay] = []
        var block = PlateBlock()
        var stay = Stay(key: 0, firstRead: 0, startsInside: false, endsInside: false, entries: 0, exits: 0)
        var reads = 0..<0
        var before = -1
        func close() {
            guard !reads.isEmpty else { return }
            stay.endsInside = before + 1 == reads.upperBound
            if !stay.endsInside { stay.exits += 1 }
            found.append(stay)
        }
        for (number, word) in marks.enumerated() where word != 0 {
            var left = word
            while left != 0 {
                let read = number << 6 | left.trailingZeroBitCount
                left &= left - 1
                if read >= reads.upperBound {
                    close()
                    let plate = block.plate(ofRead: read, in: view)
                    reads = plate.reads
                    let starts = read == reads.lowerBound
                    stay = Stay(
                        key: plate.key,
                        firstRead: UInt32(reads.lowerBound),
                        startsInside: starts,
                        endsInside: false,
                        entries: starts ? 0 : 1,
                        exits: 0
                    )
                } else if read != before + 1 {
                    stay.exits += 1
                    stay.entries += 1
                }
                before = read
            }
        }
        close()
        return found
    }

    /// The days inside of some plates, which are in ascending order as the stays are.
    private static func days(
        of keys: [UInt64],
        areas: [Int32],
        inside: Int32,
        _ stays: [Stay],
        _ view: DayView
    ) -> [DayOut?] {
        var next = 0
        return keys.map { key in
            while next < stays.count, stays[next].key < key { next += 1 }
            guard next < stays.count, stays[next].key == key else { return nil }
            let stay = stays[next]
            let first = stay.startsInside ? inside : areas[view.camera(ofRead: Int(stay.firstRead))]
            return DayOut(first: first, endsInside: stay.endsInside, entries: stay.entries, exits: stay.exits)
        }
    }

    /// The days of some plates, those outside looked up.
    private static func days(of keys: [UInt64], areas: [Int32], known: [DayOut?], _ view: DayView) -> [DayOut?] {
        zip(keys, known).map { key, known in
            if let known { return known }
            guard let reads = view.reads(of: key) else { return nil }
            let first = areas[view.camera(ofRead: reads.lowerBound)]
            return DayOut(first: first, endsInside: false, entries: 0, exits: 0)
        }
    }
}

/// What one plate that was inside did there on one day.
private struct Stay: Sendable {
    var key: UInt64
    /// The plate's first read of the day.
    var firstRead: UInt32
    var startsInside: Bool
    var endsInside: Bool
    var entries: Int32
    var exits: Int32
}

/// One plate's day: where it began, and how often it went in and out.
private struct DayOut: Sendable {
    var first: Int32
    var endsInside: Bool
    var entries: Int32
    var exits: Int32
}

/// How often plates can have gone in and out at most, from those of their days on which they were read inside.
///
/// What is left open is where they were on other days; few plates reach a number even so, and only those are looked up on
/// all days. A table with open places: a dictionary of the language took more time than the reads.
private struct VisitBounds {
    fileprivate struct Plate {
        var key: UInt64 = 0
        var entries: Int32 = 0
        var exits: Int32 = 0
        var startsInside: Int32 = 0
        /// The day of the last stay, and whether it ended inside.
        var lastDay: Int32 = .min
        var endsInside = false
    }

    private var plates = [Plate](repeating: Plate(), count: 1 << 12)
    private var used = 0

    /// Adds the stays of a day; days come in ascending order.
    mutating func add(_ stays: [Stay], day: Int) {
        while (used + stays.count) * 2 > plates.count { grow() }
        let day = Int32(clamping: day)
        for stay in stays {
            let slot = slot(of: stay.key)
            if plates[slot].key == 0 {
                plates[slot].key = stay.key
                used += 1
            }
            plates[slot].add(stay, day: day)
        }
    }

    /// The plates that can have gone in and out so often, and of which not most days begin inside.
    func keys(atLeast: Int, days: Int, isFromElsewhere: Bool) -> [UInt64] {
        plates.filter { plate in
            let exits = plate.exits + (plate.endsInside ? 1 : 0)
            return plate.key != 0 && plate.entries >= atLeast && exits >= atLeast
                && !(isFromElsewhere && 2 * Int(plate.startsInside) > days)
        }
        .map(\.key).sorted()
    }

    @inline(__always) private func slot(of key: UInt64) -> Int {
        let mask = plates.count - 1
        var slot = Int(truncatingIfNeeded: ((key ^ key >> 29) &* 0x9e37_79b9_7f4a_7c15) >> 32) & mask
        while plates[slot].key != 0, plates[slot].key != key { slot = (slot + 1) & mask }
        return slot
    }

    private mutating func grow() {
        let before = plates
        plates = Array(repeating: Plate(), count: before.count * 4)
        for plate in before where plate.key != 0 { plates[slot(of: plate.key)] = plate }
    }
}

extension VisitBounds.Plate {
    @inline(__always) fileprivate mutating func add(_ stay: Stay, day: Int32) {
        let isNextDay = lastDay == day - 1
        // Day after day the crossing at midnight is known; after a gap there may have been one.
        if stay.startsInside, !(isNextDay && endsInside) { entries += 1 }
        if endsInside, !(isNextDay && stay.startsInside) { exits += 1 }
        entries += stay.entries
        exits += stay.exits
        if stay.startsInside { startsInside += 1 }
        lastDay = day
        endsInside = stay.endsInside
    }
}
