import Vocabulary

/// A day on which a camera read next to nothing, though on others it reads much.
package struct CameraOutage: Sendable, Hashable {
    /// The camera, as a place in ``Reads/cameras``.
    package var camera: Int
    /// The day, in days since 1970-01-01 UTC.
    package var day: Int
    /// Its reads of that day, and of the middle one of its days of the same kind.
    package var reads: Int
    package var usual: Int
}

extension Reads {
    /// Days on which cameras were silent or nearly so: a vehicle not seen there may have passed all the same.
    ///
    /// Working days are compared with working days and days of the weekend with each other; a camera that never reads
    /// twenty a day can't be judged. Days on which the store holds no read at all are nobody's outage here.
    ///
    /// - `span`: Milliseconds since 1970 UTC, to whole days.
    package func outages(in span: Range<Int64>) async throws -> [CameraOutage] {
        let touched = days(in: span).map(\.day)
        var reads: [Int: [Int: Int]] = [:]
        for count in try await counts() where touched.contains(count.day) {
            reads[count.camera, default: [:]][count.day] = count.reads
        }
        var found: [CameraOutage] = []
        for (camera, byDay) in reads {
            for isWeekend in [false, true] {
                let alike = touched.filter { DayKinds.isWeekend($0) == isWeekend }
                let sorted = alike.map { byDay[$0] ?? 0 }.sorted()
                guard sorted.count >= 3, sorted[sorted.count / 2] >= 20 else { continue }
                let usual = sorted[sorted.count / 2]
                for day in alike where (byDay[day] ?? 0) * 10 <= usual {
                    found.append(CameraOutage(camera: camera, day: day, reads: byDay[day] ?? 0, usual: usual))
                }
            }
        }
        return found.sorted { ($0.day, $0.camera) < ($1.day, $1.camera) }
    }
}
