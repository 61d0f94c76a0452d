import Foundation
import Vocabulary

/// The least time that a vehicle can take between any two cameras.
///
/// Made once from the cameras' places or from times by road; a question then only looks up a number for each pair of
/// reads. Pairs of which nothing is known have 0, which no vehicle can beat.
package struct CameraTimes: Sendable {
    /// Milliseconds by first and second camera.
    let least: [Int32]
    let count: Int

    /// Times from a table in milliseconds, the row of the first camera holding those to each.
    package init(milliseconds: [Int32], cameras: Int) {
        precondition(milliseconds.count == cameras * cameras, "one time for each pair of cameras")
        least = milliseconds
        count = cameras
    }

    /// Times along a straight line at a speed, for cameras that are more than some kilometres apart.
    ///
    /// A road is never shorter than the line, so what this calls impossible is; what is impossible only by road it
    /// does not find. Clocks that are known to be wrong take their error off.
    package init(
        straightLineBetween cameras: [Camera],
        kilometresAnHour speed: Double,
        beyondKilometres: Double
    ) {
        let slack = cameras.map { abs($0.clockErrorSeconds ?? 0) * 1000 }
        var times = [Int32](repeating: 0, count: cameras.count * cameras.count)
        for (row, a) in cameras.enumerated() {
            for (column, b) in cameras.enumerated() {
                guard let distance = Self.kilometres(a, b), distance > beyondKilometres else { continue }
                let least = (distance * 3_600_000 / speed - slack[row] - slack[column]).rounded(.up)
                times[row * cameras.count + column] = Int32(max(0, min(least, Double(Int32.max))))
            }
        }
        self.init(milliseconds: times, cameras: cameras.count)
    }

    /// Times by road: the least sum of the given stretches, each in seconds, scaled to the fastest that is credible.
    ///
    /// A stretch goes both ways. Cameras that no stretch reaches are compared with nothing.
    package init(stretches: [(Int, Int, seconds: Double)], cameras: Int, fastest: Double) {
        var roads = [[(to: Int, seconds: Double)]](repeating: [], count: cameras)
        for (a, b, seconds) in stretches {
            roads[a].append((b, seconds))
            roads[b].append((a, seconds))
        }
        var times = [Int32](repeating: 0, count: cameras * cameras)
        for start in 0..<cameras {
            var best = [Double](repeating: .infinity, count: cameras)
            var open: Set<Int> = [start]
            best[start] = 0
            while let place = open.min(by: { best[$0] < best[$1] }) {
                open.remove(place)
                for road in roads[place] where best[place] + road.seconds < best[road.to] {
                    best[road.to] = best[place] + road.seconds
                    open.insert(road.to)
                }
            }
            for (end, seconds) in best.enumerated() where seconds.isFinite {
                times[start * cameras + end] = Int32(min(seconds * 1000 * fastest, Double(Int32.max)))
            }
        }
        self.init(milliseconds: times, cameras: cameras)
    }

    /// The least time from one camera to another, in milliseconds; 0 when nothing is known of it.
    package func leastMilliseconds(from: Int, to: Int) -> Int { Int(least[from * count + to]) }

    /// The distance between two cameras along a great circle; `nil` when one's place is not known.
    package static func kilometres(_ a: Camera, _ b: Camera) -> Double? {
        guard let aLat = a.latitude, let aLon = a.longitude, let bLat = b.latitude,
            let bLon = b.longitude
        else {
            return nil
        }
        let radian = Double.pi / 180
        let haversine =
            pow(sin((bLat - aLat) * radian / 2), 2)
            + cos(aLat * radian) * cos(bLat * radian) * pow(sin((bLon - aLon) * radian / 2), 2)
        return 2 * 6371 * asin(haversine.squareRoot())
    }
}
