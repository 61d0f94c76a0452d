import Vocabulary

/// A plate that was in two places, and what explains it best.
package struct DoublePlate: Sendable, Hashable {
    /// The explanations, the likeliest innocent ones kept apart.
    package enum Cause: String, Sendable {
        /// Two vehicles carry it: both leave several reads in a row.
        case clone
        /// Single reads that fit no drive: another plate read wrongly.
        case misread
        /// A camera at which many plates are impossible: its clock or its place is wrong.
        case camera
    }

    /// The plate.
    package var plate: PlateKey
    /// What explains it best.
    package var cause: Cause
    /// Times at which it was in two places.
    package var episodes: Int
    /// The impossible steps themselves, to be looked at beside their pictures.
    package var steps: [ImpossibleStep]
}

extension Reads {
    /// Plates that were in two places at once by the time that roads take, with what explains each.
    ///
    /// - `times`: The least times between cameras, by road.
    /// - `span`: Milliseconds since 1970 UTC.
    package func doublePlates(
        _ times: CameraTimes,
        in span: Range<Int64>
    ) async throws
        -> [DoublePlate]
    {
        let steps = try await impossibleSteps(times, in: span, longest: 6 * 3_600_000)
        let wrong = try await doubtfulCameras(steps)
        let byPlate = Dictionary(grouping: steps, by: \.plate)
        let keys = byPlate.keys.map(\.number).sorted()
        let lines = try await tracks(of: keys, in: span)
        return zip(keys, lines).map { key, line in
            let plate = PlateKey(number: key)
            let own = byPlate[plate] ?? []
            let sound = own.filter { !wrong.contains($0.from) && !wrong.contains($0.to) }
            let episodes = Self.episodes(line, sound, times)
            let twoVehicles = episodes.filter { $0 >= 2 }
            let isClone = twoVehicles.count >= 2 || (twoVehicles.max() ?? 0) >= 4
            return DoublePlate(
                plate: plate,
                cause: isClone ? .clone : sound.isEmpty ? .camera : .misread,
                episodes: max(episodes.count, 1),
                steps: own
            )
        }
    }

    /// Cameras at which more plates are impossible than their share of all reads explains.
    private func doubtfulCameras(_ steps: [ImpossibleStep]) async throws -> Set<Int> {
        var plates: [Int: Set<PlateKey>] = [:]
        for step in steps {
            plates[step.from, default: []].insert(step.plate)
            plates[step.to, default: []].insert(step.plate)
        }
        var reads: [Int: Int] = [:]
        for count in try await counts() { reads[count.camera, default: 0] += count.reads }
        let all = Double(plates.values.reduce(0) { $0 + $1.count })
        let whole = Double(max(1, count))
        return Set(
            plates.compactMap { camera, found in
                let expected = max(all * Double(reads[camera] ?? 0) / whole, 1)
                let chance = Chance.atLeast(found.count, expected: 3 * expected) * Double(plates.count)
                return found.count >= 5 && chance < 0.001 ? camera : nil
            }
        )
    }

    /// For each time at which a plate was in two places, how many reads at least can't be those of one vehicle.
    ///
    /// That is all reads around but the most that one vehicle can have made, one after the other. A plate misread once
    /// leaves one however many reads are around it; a second vehicle leaves those of its drive.
    private static func episodes(
        _ line: Track,
        _ steps: [ImpossibleStep],
        _ times: CameraTimes
    )
        -> [Int]
    {
        var sizes: [Int] = []
        var after = Int64.min
        for step in steps where step.left >= after {
            let span = (step.left - 4 * 3_600_000)...(step.arrived + 4 * 3_600_000)
            let points = line.points.filter { span.contains($0.time) }
            var longest = [Int](repeating: 1, count: points.count)
            for (index, point) in points.enumerated() {
                for before in 0..<index where longest[before] >= longest[index] {
                    let least = times.least[points[before].camera * times.count + point.camera]
                    if point.time - points[before].time >= Int64(least) {
                        longest[index] = longest[before] + 1
                    }
                }
            }
            sizes.append(points.count - (longest.max() ?? 0))
            after = span.upperBound
        }
        return sizes
    }
}
