import Foundation
import Vocabulary

/// A vehicle that was never read in an area and then often.
package struct Newcomer: Sendable, Hashable {
    /// The plate.
    package var plate: PlateKey
    /// The first and last day on which it was read there, in days since 1970 UTC.
    package var firstDay: Int
    package var lastDay: Int
    /// On how many days.
    package var days: Int
}

/// A vehicle that may have taken another's place.
package struct Successor: Sendable, Hashable {
    /// The plate.
    package var plate: PlateKey
    /// Its first day in the area.
    package var firstDay: Int
    /// How alike the two are in cameras and hours, from 0 to 1.
    package var likeness: Double
    /// How alike vehicles are that began when no place was free: the largest of them.
    package var likenessByChance: Double
    /// How many vehicles began at the right time and were compared.
    package var tried: Int
}

extension Reads {
    /// Vehicles first read in an area after some quiet days, and then on at least so many days.
    ///
    /// - `span`: Milliseconds since 1970 UTC, to whole days.
    /// - `quiet`: Days at the beginning of the span on which the vehicle must not have been there.
    package func newcomers(
        to area: Int,
        in span: Range<Int64>,
        quiet: Int,
        atLeast: Int
    ) async throws -> [Newcomer] {
        let inside = Set(cameras.indices.filter { cameras[$0].area == area })
        let start = Int(span.lowerBound / DayLayout.dayMilliseconds)
        let perDay = try await inParallel(days(in: span)) { day in
            (day.day, day.read { Self.plates(at: inside, $0) })
        }
        var found: [UInt64: Newcomer] = [:]
        for (day, plates) in perDay {
            for key in plates {
                found[
                    key,
                    default: Newcomer(plate: PlateKey(number: key), firstDay: day, lastDay: day, days: 0)
                ]
                .days += 1
                found[key]?.lastDay = day
            }
        }
        return found.values.filter { $0.firstDay >= start + quiet && $0.days >= atLeast }
            .sorted { ($1.days, $0.plate) < ($0.days, $1.plate) }
    }

    /// The plates of a day read at some cameras, in ascending order.
    private static func plates(at cameras: Set<Int>, _ view: DayView) -> [UInt64] {
        var found: Set<UInt64> = []
        for camera in cameras.sorted() {
            guard let place = view.place(ofCamera: camera) else { continue }
            var block = PlateBlock()
            view.forEachRead(ofCamera: place) { found.insert(block.plate(ofRead: $0, in: view).key) }
        }
        return found.sorted()
    }

    /// Vehicles that carry on the rhythm of one that stopped: same cameras, same hours, no day together.
    ///
    /// It begins with one plate, for which there must be a reason. How alike two vehicles are by chance is seen from
    /// newcomers of the same area that began while the first was still about, and so can't have taken its place; who is
    /// less alike than any of those is not named. Nor is who is more like another vehicle that stopped at the time.
    ///
    /// - `area`: Where the first was of interest.
    /// - `gap`: Days after the first's last day within which the other began.
    package func successors(
        of plate: PlateKey,
        in area: Int,
        span: Range<Int64>,
        gap: Int = 7
    ) async throws -> [Successor] {
        guard let first = try await tracks(of: [plate.number], in: span).first,
            let last = first.points.last?.day,
            last < Int((span.upperBound - 1) / DayLayout.dayMilliseconds) - gap
        else { return [] }
        let all = try await newcomers(to: area, in: span, quiet: 2, atLeast: 3).filter {
            $0.plate != plate
        }
        let lines = try await tracks(of: all.map(\.plate.number), in: span)
        var passers: [Int: Double] = [:]
        for line in lines {
            for camera in Set(line.points.map(\.camera)) { passers[camera, default: 0] += 1 }
        }
        let rarity = passers.mapValues { log(1 + Double(lines.count) / $0) }
        let profile = Self.profile(first, rarity)
        let likeness = Dictionary(
            uniqueKeysWithValues: lines.map { ($0.key, Self.likeness(profile, Self.profile($0, rarity))) }
        )
        let free = all.filter { ((last + 1)...(last + gap)).contains($0.firstDay) }
        let untimely = all.filter { $0.firstDay <= last || $0.firstDay > last + gap }
        let byChance = untimely.compactMap { likeness[$0.plate.number] }.max() ?? 0
        // One vehicle takes another's place: what is clearly less alike than the best is left out.
        let best = free.compactMap { likeness[$0.plate.number] }.max() ?? 0
        let least = max(0.5, byChance, 0.95 * best)
        let likely = free.filter { likeness[$0.plate.number] ?? 0 >= least }
        guard !likely.isEmpty else { return [] }
        // Who is more like another that stopped at the time has taken that one's place.
        let earliest = likely.reduce(Int.max) { min($0, $1.firstDay) }
        let latest = likely.reduce(0) { max($0, $1.firstDay) }
        let stopped = try await newcomers(to: area, in: span, quiet: 0, atLeast: 3)
            .filter { $0.plate != plate && (earliest - gap..<latest).contains($0.lastDay) }
        let others = try await tracks(of: stopped.map(\.plate.number), in: span).map { Self.profile($0, rarity) }
        let lastDays = Dictionary(uniqueKeysWithValues: stopped.map { ($0.plate.number, $0.lastDay) })
        let begun = Dictionary(uniqueKeysWithValues: lines.map { ($0.key, $0) })
        return likely.compactMap { newcomer in
            guard let alike = likeness[newcomer.plate.number], let line = begun[newcomer.plate.number] else {
                return nil
            }
            let own = Self.profile(line, rarity)
            let isAnothers = zip(stopped.map(\.plate.number).sorted(), others).contains { key, profile in
                let last = lastDays[key] ?? 0
                return (last + 1...last + gap).contains(newcomer.firstDay) && Self.likeness(profile, own) > alike
            }
            guard !isAnothers else { return nil }
            return Successor(
                plate: newcomer.plate,
                firstDay: newcomer.firstDay,
                likeness: alike,
                likenessByChance: byChance,
                tried: free.count
            )
        }
        .sorted { ($1.likeness, $0.plate) < ($0.likeness, $1.plate) }
    }

    /// A plate's reads at each camera about each half hour; cameras that few pass weigh more, and the root of each sum is
    /// taken, so that a road passed every day does not drown all others.
    private static func profile(_ line: Track, _ rarity: [Int: Double]) -> [Int: Double] {
        let bins = 48
        return line.points.reduce(into: [:]) { (profile: inout [Int: Double], point) in
            let weight = rarity[point.camera] ?? 1
            let bin = Int(point.time % DayLayout.dayMilliseconds) / (Int(DayLayout.dayMilliseconds) / bins)
            for (step, part) in [0.11, 0.22, 0.34, 0.22, 0.11].enumerated() {
                profile[point.camera * bins + (bin + bins - 2 + step) % bins, default: 0] += part * weight
            }
        }
        .mapValues { $0.squareRoot() }
    }

    /// The cosine between two profiles.
    private static func likeness(_ a: [Int: Double], _ b: [Int: Double]) -> Double {
        let product = a.reduce(0) { $0 + $1.value * (b[$1.key] ?? 0) }
        let lengths = a.values.reduce(0) { $0 + $1 * $1 } * b.values.reduce(0) { $0 + $1 * $1 }
        return lengths > 0 ? product / lengths.squareRoot() : 0
    }
}

extension Reads {
    /// Vehicles whose drives end at some cameras and begin there again after a stay: stops near an address.
    ///
    /// - `cameras`: The cameras around the address, as places in ``cameras``.
    /// - `span`: Milliseconds since 1970 UTC.
    /// - `stay`: Minutes between the last read before and the first after.
    package func stops(
        near cameras: Set<Int>,
        in span: Range<Int64>,
        stay: ClosedRange<Int>,
        atLeast: Int
    ) async throws -> [(plate: PlateKey, stops: [Range<Int64>])] {
        let perDay = try await inParallel(days(in: span)) { $0.read { Self.plates(at: cameras, $0) } }
        let lines = try await tracks(of: Array(Set(perDay.joined())), in: span)
        return lines.compactMap { line in
            let stops = zip(line.points, line.points.dropFirst()).filter { before, after in
                cameras.contains(before.camera) && cameras.contains(after.camera)
                    && stay.contains(Int((after.time - before.time) / 60_000))
            }
            .map { $0.time..<$1.time }
            return stops.count >= atLeast ? (plate: PlateKey(number: line.key), stops: stops) : nil
        }
        .sorted { ($1.stops.count, $0.plate) < ($0.stops.count, $1.plate) }
    }
}
