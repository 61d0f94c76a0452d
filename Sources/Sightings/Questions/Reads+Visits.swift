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
        var bounds = VisitBounds(inside: inside, home: home.map { Int32(clamping: $0) })
        for (day, stays) in zip(touched, stays) { bounds.add(stays, day: day.day) }
        let keys = bounds.keys(atLeast: atLeast, days: touched.count)
        guard !keys.isEmpty else { return [] }
        let perDay = try await inParallel(Array(zip(touched, stays))) { day, stays in
            day.read { Self.days(of: keys, areas: areas, stays, $0) }
        }
        return keys.indices.compactMap { index in
            var count = VisitCount(plate: PlateKey(number: keys[index]), entries: 0, exits: 0, home: -1)
            var previous: Int32?
            var begins: [(area: Int32, days: Int)] = []
            for day in perDay {
                guard let stay = day[index] else { continue }
                count.entries += Int(stay.entries)
                count.exits += Int(stay.exits)
                if let previous, previous != inside, stay.first == inside { count.entries += 1 }
                if let previous, previous == inside, stay.first != inside { count.exits += 1 }
                previous = stay.last
                if let known = begins.firstIndex(where: { $0.area == stay.first }) {
                    begins[known].days += 1
                } else {
                    begins.append((stay.first, 1))
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
    fileprivate static func stays(in inside: Int32, areas: [Int32], _ view: DayView) -> [Stay] {
        let areas = (0..<view.cameras).map { areas[Int(view.cameraTable[$0])] }
        guard areas.contains(inside) else { return [] }
        var found: [Stay] = []
        var block = PlateBlock()
        // Marked in a map of bits, from which they come in order of plate without being sorted.
        var marks = [UInt64](repeating: 0, count: view.reads / 64 + 1)
        for camera in 0..<view.cameras where areas[camera] == inside {
            view.forEachRead(ofCamera: camera) { marks[$0 >> 6] |= 1 << UInt64($0 & 63) }
        }
        let moments = view.allMoments
        // Plates lie far apart in the day's file. Where the first of some hundred reads begin is asked for all of them before
        // any is walked through, so that they come from memory together and not one after the other.
        var waiting: [(key: UInt64, reads: Range<Int>, first: Int32)] = []
        areas.withUnsafeBufferPointer { areas in
            func walk() {
                for plate in waiting {
                    found.append(stay(plate.key, plate.reads, first: plate.first, moments, areas, inside))
                }
                waiting.removeAll(keepingCapacity: true)
            }
            var done = 0
            for (number, word) in marks.enumerated() where word != 0 {
                var left = word
                while left != 0 {
                    let read = number << 6 | left.trailingZeroBitCount
                    left &= left - 1
                    guard read >= done else { continue }
                    let (key, range) = block.plate(ofRead: read, in: view)
                    waiting.append((key, range, areas[moments[range.lowerBound].camera]))
                    done = range.upperBound
                }
                if waiting.count >= 256 { walk() }
            }
            walk()
        }
        return found
    }

    /// - `areas`: The area of each of the day's cameras.
    @inline(__always) private static func stay(
        _ key: UInt64,
        _ range: Range<Int>,
        first: Int32,
        _ moments: Moments,
        _ areas: UnsafeBufferPointer<Int32>,
        _ inside: Int32
    ) -> Stay {
        var last = first
        var (entries, exits): (Int32, Int32) = (0, 0)
        for read in range.lowerBound + 1..<range.upperBound {
            let here = areas[moments[read].camera]
            // Counted without a jump, which could not be foreseen.
            entries &+= (here == inside ? 1 : 0) & (last != inside ? 1 : 0)
            exits &+= (here != inside ? 1 : 0) & (last == inside ? 1 : 0)
            last = here
        }
        return Stay(key: key, first: first, last: last, entries: entries, exits: exits)
    }

    /// The day of each of some plates, which are in ascending order as the stays are.
    ///
    /// Of a plate that was not inside no more is wanted than where its day began.
    private static func days(
        of keys: [UInt64],
        areas: [Int32],
        _ stays: [Stay],
        _ view: DayView
    )
        -> [Stay?]
    {
        var next = 0
        var first = [Int](repeating: -1, count: keys.count)
        var found: [Stay?] = keys.enumerated().map { place, key in
            while next < stays.count, stays[next].key < key { next += 1 }
            if next < stays.count, stays[next].key == key { return stays[next] }
            first[place] = view.reads(of: key)?.lowerBound ?? -1
            return nil
        }
        for (place, read) in first.enumerated() where read >= 0 {
            let area = areas[view.camera(ofRead: read)]
            found[place] = Stay(key: keys[place], first: area, last: area, entries: 0, exits: 0)
        }
        return found
    }
}

/// What one plate did on one day, by areas.
private struct Stay: Sendable {
    var key: UInt64
    var first: Int32
    var last: Int32
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
        var days: Int32 = 0
        var startsInside: Int32 = 0
        var startsAtHome: Int32 = 0
        /// The first other area in which a day began, and how many did.
        var elsewhere: Int32 = .min
        var startsElsewhere: Int32 = 0
        /// The day of the last stay, and whether it ended inside.
        var lastDay: Int32 = .min
        var endsInside = false
    }

    private let inside: Int32
    private let home: Int32?
    private var plates: [Plate]
    private var used = 0

    init(inside: Int32, home: Int32?) {
        self.inside = inside
        self.home = home
        plates = Array(repeating: Plate(), count: 1 << 12)
    }

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
            plates[slot].add(stay, day: day, inside: inside, home: home)
        }
    }

    /// The plates that can have gone in and out so often, and come from the home that was asked.
    func keys(atLeast: Int, days: Int) -> [UInt64] {
        plates.filter { plate in
            let exits = plate.exits + (plate.endsInside ? 1 : 0)
            let mostAtHome = Int32(days) - plate.days + plate.startsAtHome
            return plate.key != 0 && plate.entries >= atLeast && exits >= atLeast
                && (home == nil || home == inside || mostAtHome >= max(plate.startsInside, plate.startsElsewhere, 1))
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
    @inline(__always) fileprivate mutating func add(
        _ stay: Stay,
        day: Int32,
        inside: Int32,
        home: Int32?
    ) {
        let isNextDay = lastDay == day - 1
        // Day after day the crossing at midnight is known; after a gap there may have been one.
        if stay.first == inside, !(isNextDay && endsInside) { entries += 1 }
        if endsInside, !(isNextDay && stay.first == inside) { exits += 1 }
        entries += stay.entries
        exits += stay.exits
        days += 1
        if stay.first == inside {
            startsInside += 1
        } else if stay.first == home {
            startsAtHome += 1
        } else if stay.first == elsewhere || elsewhere == .min {
            elsewhere = stay.first
            startsElsewhere += 1
        }
        lastDay = day
        endsInside = stay.last == inside
    }
}
