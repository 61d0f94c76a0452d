import Vocabulary

/// A vehicle that goes out to an area and back the same day, again and again.
package struct OutAndBack: Sendable, Hashable {
    /// The plate.
    package var plate: PlateKey
    /// Visits of the asked length that began and ended outside.
    package var visits: Int
    /// Its stays of that length in any area but the one it comes from, these visits among them.
    package var outings: Int
    /// Different days of those visits.
    package var days: Int
    /// The middle of the lengths of stay, in minutes.
    package var dwellMinutes: Int
    /// Visits by hour of arrival, in UTC.
    package var hours: [Int]
    /// The share of its reads from 22:00 to 05:00 UTC.
    package var nightShare: Double
    /// The area in which its days most often begin.
    package var home: Int
    /// Visits that as many outings of others from the same area would bring there.
    package var expected: Double
    /// The probability of as many visits by chance, times the vehicles that were tried.
    package var corrected: Double
}

/// What was asked of visits, and how usual such visits are.
package struct OutAndBackAnswer: Sendable, Hashable {
    /// Vehicles beyond chance that visited at least as often as asked, the least explainable first.
    package var vehicles: [OutAndBack] = []
    /// How many vehicles visited at all, and so were tried.
    package var tried = 0
    /// How many more visited as often as asked, and are explained by how often others go there.
    package var explained = 0
    /// How many vehicles visited once, twice and so on: what makes a number of visits unusual or not.
    package var frequencies: [Int] = []
    /// Innocent vehicles that an answer like this names on average; never more than was allowed.
    package var expectedByChance = 0.0
}

extension Reads {
    /// Vehicles that go from one area to another and back with stays of a length, more often than chance explains.
    ///
    /// Commuters stay longer, through traffic shorter, and who lives there begins its days there. Of the others, each
    /// outing leads to the area with the share that outings of vehicles from the same area have on the whole, which
    /// differs from one driver to the next as much as is seen; who goes there far beyond that share is named. Innocent
    /// reasons remain: carers, deliveries, family.
    ///
    /// - `area`: The market.
    /// - `home`: Where the vehicle's days begin; `nil` for anywhere but the market, which also finds lines that stay
    ///     inside one force.
    /// - `span`: Milliseconds since 1970 UTC.
    /// - `stay`: Minutes of the longest silence inside.
    /// - `falseAlarms`: Innocent vehicles that the answer may name on average.
    package func outAndBack(
        to area: Int,
        from home: Int?,
        in span: Range<Int64>,
        stay: ClosedRange<Int> = 15...200,
        atLeast: Int,
        falseAlarms: Double = 0.5
    ) async throws -> OutAndBackAnswer {
        let visitors = try await visits(to: area, from: home, in: span, atLeast: 1).filter {
            $0.home != area
        }
        var answer = OutAndBackAnswer()
        var found: [OutAndBack] = []
        // So many at a time that their reads stay small beside the store.
        for first in stride(from: 0, to: visitors.count, by: 4096) {
            let part = visitors[first..<min(first + 4096, visitors.count)]
            let lines = try await tracks(of: part.map(\.plate.number), in: span)
            found += zip(part, lines).compactMap { outAndBack($0, $1, area: area, stay: stay) }
        }
        for vehicle in found {
            while answer.frequencies.count < vehicle.visits { answer.frequencies.append(0) }
            answer.frequencies[vehicle.visits - 1] += 1
        }
        answer.tried = found.count
        let alike = Dictionary(grouping: found.indices, by: { found[$0].home })
        // Areas from which few come are taken together: their share could not be told one by one.
        let many = alike.values.filter { $0.count >= 60 }
        let few = alike.values.filter { $0.count < 60 }.flatMap(\.self)
        for group in many + [few] where !group.isEmpty {
            let tallies = group.map {
                OutingShare.Tally(visits: found[$0].visits, outings: found[$0].outings)
            }
            let share = OutingShare(tallies)
            for (index, tally) in zip(group, tallies) {
                found[index].expected = Double(tally.outings) * share.mean
                found[index].corrected = min(1, share.chance(of: tally) * Double(answer.tried))
            }
            answer.expectedByChance += share.expectedAlarms(
                tallies,
                atLeast: atLeast,
                tried: answer.tried,
                falseAlarms: falseAlarms
            )
        }
        let often = found.filter { $0.visits >= atLeast }
        answer.vehicles = often.filter { $0.corrected <= falseAlarms }
            .sorted { ($0.corrected, $1.visits, $0.plate) < ($1.corrected, $0.visits, $1.plate) }
        answer.explained = often.count - answer.vehicles.count
        return answer
    }

    /// A visitor's visits and outings; `nil` when no visit was of the length that was asked.
    private func outAndBack(
        _ visitor: VisitCount,
        _ line: Track,
        area: Int,
        stay: ClosedRange<Int>
    ) -> OutAndBack? {
        func stays(in other: Int) -> [Range<Int64>] {
            Self.stays(line, inside: { cameras[$0].area == other })
                .filter { stay.contains(Int(($0.upperBound - $0.lowerBound) / 60_000)) }
        }
        let visits = stays(in: area)
        guard !visits.isEmpty else { return nil }
        let others = Set(line.points.compactMap { cameras[$0.camera].area }).subtracting([
            area, visitor.home,
        ])
        var hours = [Int](repeating: 0, count: 24)
        for visit in visits { hours[Self.hour(visit.lowerBound)] += 1 }
        let lengths = visits.map { ($0.upperBound - $0.lowerBound) / 60_000 }.sorted()
        return OutAndBack(
            plate: visitor.plate,
            visits: visits.count,
            outings: visits.count + others.reduce(0) { $0 + stays(in: $1).count },
            days: Set(visits.map { $0.lowerBound / DayLayout.dayMilliseconds }).count,
            dwellMinutes: Int(lengths[lengths.count / 2]),
            hours: hours,
            nightShare: Self.nightShare(line),
            home: visitor.home,
            expected: 0,
            corrected: 1
        )
    }

    /// The share of a plate's reads from 22:00 to 05:00 UTC; 0 when there are none.
    package func nightShare(of plate: PlateKey, in span: Range<Int64>) async throws -> Double {
        try await tracks(of: [plate.number], in: span).first.map(Self.nightShare) ?? 0
    }

    private static func nightShare(_ line: Track) -> Double {
        let night = line.points.count { (22...23).contains(hour($0.time)) || hour($0.time) < 5 }
        return line.points.isEmpty ? 0 : Double(night) / Double(line.points.count)
    }

    static func hour(_ time: Int64) -> Int { Int(time % DayLayout.dayMilliseconds / 3_600_000) }

    /// The longest silence of each visit to some cameras, of visits with a read outside within half a day on both sides.
    ///
    /// Who only passes through is never silent for long.
    static func stays(_ line: Track, inside: (Int) -> Bool) -> [Range<Int64>] {
        let half: Int64 = 12 * 3_600_000
        var stays: [Range<Int64>] = []
        var longest: Range<Int64>?
        for (before, point) in zip(line.points, line.points.dropFirst()) {
            let isNear = point.time - before.time < half
            switch (inside(before.camera), inside(point.camera)) {
            case (false, true): longest = isNear ? point.time..<point.time : nil
            case (true, true):
                if let known = longest, point.time - before.time > known.upperBound - known.lowerBound {
                    longest = isNear ? before.time..<point.time : nil
                }
            case (true, false):
                if let longest, isNear { stays.append(longest) }
                longest = nil
            case (false, false): break
            }
        }
        return stays
    }
}
