import Foundation
import Vocabulary

/// One plate's reads in order of time.
struct Track: Sendable {
    struct Point: Sendable {
        /// Milliseconds since 1970 UTC.
        var time: Int64
        var camera: Int
        var details: UInt32

        /// Days since 1970 UTC.
        var day: Int { Int(time / DayLayout.dayMilliseconds) }
    }

    var key: UInt64
    var points: [Point] = []

    /// The reads as drives: a longer time without a read ends one.
    func drives(gap: Int64 = 1_800_000) -> [ArraySlice<Point>] {
        var drives: [ArraySlice<Point>] = []
        var start = 0
        for index in points.indices.dropFirst() where points[index].time - points[index - 1].time > gap {
            drives.append(points[start..<index])
            start = index
        }
        if start < points.count { drives.append(points[start...]) }
        return drives
    }
}

extension Reads {
    /// The reads of some plates within a span, in the plates' ascending order; plates without reads have none.
    func tracks(of keys: [UInt64], in span: Range<Int64>) async throws -> [Track] {
        let keys = keys.sorted()
        let perDay = try await inParallel(days(in: span)) { day in
            day.read { view in
                var block = PlateBlock()
                let midnight = Int64(day.day) * DayLayout.dayMilliseconds
                return keys.map { key in
                    (block.reads(of: key, in: view) ?? 0..<0).map { read in
                        Track.Point(
                            time: midnight + Int64(view.time(ofRead: read)),
                            camera: view.camera(ofRead: read),
                            details: view.packedDetails(ofRead: read)
                        )
                    }
                    .filter { span.contains($0.time) }
                }
            }
        }
        return keys.indices.map { index in Track(key: keys[index], points: perDay.flatMap { $0[index] })
        }
    }
}

/// Sums of chance.
enum Chance {
    /// The probability of at least so many events where some are expected, by Poisson.
    static func atLeast(_ count: Int, expected: Double) -> Double {
        guard count > 0 else { return 1 }
        guard expected > 0 else { return 0 }
        // The tail itself, so that very small probabilities keep their digits.
        var term = exp(-expected)
        for step in 1...count { term *= expected / Double(step) }
        var sum = 0.0
        var step = count
        while term > sum * 1e-12 || Double(step) < expected {
            sum += term
            step += 1
            term *= expected / Double(step)
            if step > count + 10_000 { break }
        }
        return min(1, sum)
    }
}
