import Vocabulary

/// A vehicle that was read together with another more often than chance explains.
package struct Companion: Sendable, Hashable {
    /// The plate.
    package var plate: PlateKey
    /// Drives on which the two were read together, counted once each however many cameras saw them.
    package var drives: Int
    /// Different cameras and days of those drives.
    package var cameras: Int
    package var days: Int
    /// Drives together that local flow and the habits of both would give by chance; the larger of the two.
    package var expected: Double
    /// The probability of as many by chance, times the vehicles that were tried.
    package var corrected: Double
}

/// The vehicles that kept another company.
package struct CompanionAnswer: Sendable, Hashable {
    /// Those beyond chance, the least explainable first.
    package var companions: [Companion] = []
    /// How many vehicles were met at all, and so tried.
    package var tried = 0
    /// How many more were met on as many drives, and are explained by chance or habit.
    package var explained = 0
    /// Innocent vehicles that an answer like this names on average.
    package var falseAlarms: Double
}

extension Reads {
    /// Which vehicles travel with one vehicle beyond chance.
    ///
    /// It begins with one plate, for which there must be a reason. A lorry's platoon on one motorway is one drive and
    /// no company. Two who commute at the same minute on the same road meet often: what their habits give is seen from
    /// how often one's drives would have met the other's on *other* days of the same kind, and taken off.
    ///
    /// - `span`: Milliseconds since 1970 UTC.
    /// - `within`: The longest time between two reads at one camera, in milliseconds.
    /// - `atLeast`: Drives together from which a vehicle is looked at.
    /// - `falseAlarms`: Innocent vehicles that the answer may name on average.
    package func companions(
        of plate: PlateKey,
        in span: Range<Int64>,
        within: Int64 = 60_000,
        atLeast: Int = 3,
        falseAlarms: Double = 0.01
    ) async throws -> CompanionAnswer {
        var answer = CompanionAnswer(falseAlarms: falseAlarms)
        guard let seed = try await tracks(of: [plate.number], in: span).first, !seed.points.isEmpty
        else {
            return answer
        }
        let drives = seed.drives()
        let met = try await meetings(of: seed, drives: drives, within: within)
        answer.tried = met.count
        let keys = met.filter { $0.value.count >= atLeast }.keys.sorted()
        let lines = try await tracks(of: keys, in: span)
        let kinds = DayKinds(span)
        for (key, line) in zip(keys, lines) {
            let together = met[key]?.count ?? 0
            let expected = max(
                Self.byHabit(drives, line, kinds: kinds, within: within),
                Self.byFlow(drives, line, kinds: kinds, within: within)
            )
            let corrected = min(1, Chance.atLeast(together, expected: expected) * Double(answer.tried))
            guard corrected <= falseAlarms else {
                answer.explained += 1
                continue
            }
            let shared = Self.shared(seed, line, within: within)
            answer.companions.append(
                Companion(
                    plate: PlateKey(number: key),
                    drives: together,
                    cameras: Set(shared.map(\.camera)).count,
                    days: Set(shared.map(\.day)).count,
                    expected: expected,
                    corrected: corrected
                )
            )
        }
        answer.companions.sort { ($0.corrected, $0.plate) < ($1.corrected, $1.plate) }
        return answer
    }

    /// For each plate read near the seed, the drives on which it was.
    private func meetings(
        of seed: Track,
        drives: [ArraySlice<Track.Point>],
        within: Int64
    ) async throws -> [UInt64: Set<Int>] {
        var points: [Int: [(drive: Int, point: Track.Point)]] = [:]
        for (number, drive) in drives.enumerated() {
            for point in drive {
                // A window at midnight reaches into two days.
                let days = Set(
                    [point.time - within, point.time, point.time + within].map {
                        Int($0 / DayLayout.dayMilliseconds)
                    }
                )
                for day in days { points[day, default: []].append((number, point)) }
            }
        }
        let work = days.compactMap { day in points[day.day].map { (day, $0) } }
        let found = try await inParallel(work) { day, points in
            day.read { view in
                var met: [UInt64: Set<Int>] = [:]
                var block = PlateBlock()
                let midnight = Int64(day.day) * DayLayout.dayMilliseconds
                for (drive, point) in points {
                    guard let camera = view.place(ofCamera: point.camera) else { continue }
                    let low = UInt64(clamping: point.time - within - midnight)
                    let high = UInt64(clamping: point.time + within - midnight)
                    view.forEachRead(ofCamera: camera) { read in
                        let time = UInt64(view.time(ofRead: read))
                        guard time >= low, time <= high else { return }
                        let (key, _) = block.plate(ofRead: read, in: view)
                        if key != seed.key { met[key, default: []].insert(drive) }
                    }
                }
                return met
            }
        }
        return found.reduce(into: [:]) { all, day in all.merge(day) { $0.union($1) } }
    }

    /// Which days compare: working days with working days, and days of the weekend with each other.
    struct DayKinds {
        let days: [Int]

        init(_ span: Range<Int64>) {
            let first = Int(span.lowerBound / DayLayout.dayMilliseconds)
            let last = Int((span.upperBound - 1) / DayLayout.dayMilliseconds)
            days = Array(first...max(first, min(last, first + 400)))
        }

        static func isWeekend(_ day: Int) -> Bool { (day + 3) % 7 >= 5 }

        /// The days like one, without it.
        func others(_ day: Int) -> [Int] {
            days.filter { $0 != day && Self.isWeekend($0) == Self.isWeekend(day) }
        }
    }

    /// Drives together if the other vehicle had come on another day of the same kind, on average.
    private static func byHabit(
        _ drives: [ArraySlice<Track.Point>],
        _ line: Track,
        kinds: DayKinds,
        within: Int64
    ) -> Double {
        let byDay = Dictionary(grouping: line.points, by: \.day)
        return drives.reduce(0) { sum, drive in
            guard let day = drive.first?.day else { return sum }
            let others = kinds.others(day)
            guard !others.isEmpty else { return sum }
            let met = others.count { other in
                let shift = Int64(other - day) * DayLayout.dayMilliseconds
                let theirs = byDay[other] ?? []
                return drive.contains { mine in
                    theirs.contains { $0.camera == mine.camera && abs($0.time - mine.time - shift) <= within }
                }
            }
            return sum + Double(met) / Double(others.count)
        }
    }

    /// Drives together if the other vehicle passed the same cameras as often, but at any minute about that hour.
    private static func byFlow(
        _ drives: [ArraySlice<Track.Point>],
        _ line: Track,
        kinds: DayKinds,
        within: Int64
    ) -> Double {
        let hour: Int64 = 3_600_000
        let byCamera = Dictionary(grouping: line.points, by: \.camera)
        return drives.reduce(0) { sum, drive in
            guard let day = drive.first?.day else { return sum }
            let alike = Double(kinds.others(day).count + 1)
            let rate = drive.reduce(0.0) { sum, mine in
                let clock = mine.time % DayLayout.dayMilliseconds
                let near = (byCamera[mine.camera] ?? []).count {
                    DayKinds.isWeekend($0.day) == DayKinds.isWeekend(day)
                        && abs($0.time % DayLayout.dayMilliseconds - clock) <= hour
                }
                return sum + Double(near) / alike * Double(2 * within) / Double(2 * hour)
            }
            return sum + min(1, rate)
        }
    }

    private static func shared(_ seed: Track, _ line: Track, within: Int64) -> [Track.Point] {
        let byCamera = Dictionary(grouping: line.points, by: \.camera)
        return seed.points.filter { mine in
            (byCamera[mine.camera] ?? []).contains { abs($0.time - mine.time) <= within }
        }
    }
}
