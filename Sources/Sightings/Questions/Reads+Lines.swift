import Vocabulary

/// A vehicle that goes out to an area and back the same day, again and again.
package struct OutAndBack: Sendable, Hashable {
    /// The plate.
    package var plate: PlateKey
    /// Visits of the asked length that began and ended outside.
    package var visits: Int
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
}

/// What was asked of visits, and how usual such visits are.
package struct OutAndBackAnswer: Sendable, Hashable {
    /// Vehicles that visited at least as often as asked, the most frequent first.
    package var vehicles: [OutAndBack] = []
    /// How many vehicles visited once, twice and so on: what makes a number of visits unusual or not.
    package var frequencies: [Int] = []
    /// Vehicles that would visit as often as asked if the frequencies below went on falling as they do there.
    package var expectedByChance = 0.0
}

extension Reads {
    /// Vehicles that go from one area to another and back with stays of a length, at least so often.
    ///
    /// Commuters stay longer, through traffic shorter, and who lives there begins its days there. What is left has
    /// innocent reasons too: carers, deliveries, family. The frequencies say how many vehicles do the like.
    ///
    /// - `area`: The market.
    /// - `home`: Where the vehicle's days begin; `nil` for anywhere but the market, which also finds lines that stay
    ///     inside one force.
    /// - `span`: Milliseconds since 1970 UTC.
    /// - `stay`: Minutes of the longest silence inside.
    package func outAndBack(
        to area: Int,
        from home: Int?,
        in span: Range<Int64>,
        stay: ClosedRange<Int> = 15...200,
        atLeast: Int
    ) async throws -> OutAndBackAnswer {
        let visitors = try await visits(to: area, from: home, in: span, atLeast: 1)
        let lines = try await tracks(of: visitors.map(\.plate.number), in: span)
        var answer = OutAndBackAnswer()
        for (visitor, line) in zip(visitors, lines) where visitor.home != area {
            let stays = Self.stays(line, inside: { cameras[$0].area == area })
                .filter { stay.contains(Int(($0.upperBound - $0.lowerBound) / 60_000)) }
            guard !stays.isEmpty else { continue }
            while answer.frequencies.count < stays.count { answer.frequencies.append(0) }
            answer.frequencies[stays.count - 1] += 1
            guard stays.count >= atLeast else { continue }
            var hours = [Int](repeating: 0, count: 24)
            for stay in stays { hours[Self.hour(stay.lowerBound)] += 1 }
            let lengths = stays.map { ($0.upperBound - $0.lowerBound) / 60_000 }.sorted()
            answer.vehicles.append(
                OutAndBack(
                    plate: visitor.plate,
                    visits: stays.count,
                    days: Set(stays.map { $0.lowerBound / DayLayout.dayMilliseconds }).count,
                    dwellMinutes: Int(lengths[lengths.count / 2]),
                    hours: hours,
                    nightShare: Self.nightShare(line),
                    home: visitor.home
                )
            )
        }
        let half = atLeast / 2
        let seldom = Double(answer.frequencies.prefix(half).reduce(0, +))
        let often = Double(answer.frequencies.dropFirst(half).prefix(atLeast - 1 - half).reduce(0, +))
        if often > 0 { answer.expectedByChance = often < seldom ? often * often / (seldom - often) : .infinity }
        answer.vehicles.sort { ($1.visits, $0.plate) < ($0.visits, $1.plate) }
        return answer
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
