import Vocabulary

/// How often vehicles of one day were read together, counted without saying which.
package struct MeetingCount: Hashable, Sendable {
    /// Pairs of plates that passed at least the asked number of cameras together.
    package var pairs = 0
    /// The most cameras that any pair passed together.
    package var most = 0
    /// How many pairs passed exactly so many cameras together; nothing below the asked number.
    package var pairsByCameras: [Int: Int] = [:]
}

extension Reads {
    /// Counts the pairs of plates that passed the same cameras within a time of each other on one day.
    ///
    /// It is the base rate that a claim of company has to be seen against; it names nobody. Measured on a day of 3.3
    /// million reads: each thread takes plates in turn and counts the later ones it meets in an array that stays in its
    /// cache, so that no pair is ever stored.
    package func meetings(
        onDay day: Int,
        within: Int64,
        atLeast cameras: Int
    ) async throws
        -> MeetingCount
    {
        guard let file = days.first(where: { $0.day == day }) else { return MeetingCount() }
        let order = file.read { CameraOrder($0) }
        let step = max(1, order.plateCount / (questionThreads * 8))
        let parts = stride(from: 0, to: order.plateCount, by: step).map {
            $0..<min($0 + step, order.plateCount)
        }
        let counts = try await inParallel(parts) {
            order.meetings(of: $0, within: UInt32(within), atLeast: cameras)
        }
        return counts.reduce(into: MeetingCount()) { sum, part in
            sum.pairs += part.pairs
            sum.most = max(sum.most, part.most)
            sum.pairsByCameras.merge(part.pairsByCameras, uniquingKeysWith: +)
        }
    }
}

/// A day's reads by camera and time, with the way back to each plate's own.
struct CameraOrder: Sendable {
    /// Plates are numbered in their order in the day.
    let plateCount: Int
    /// For each read in the order of cameras: its time, with plates beside.
    private let times: [UInt32]
    private let plates: [UInt32]
    /// Where each camera begins.
    private let cameraStart: [UInt32]
    /// Where each plate's reads begin, and each read's place in the order of cameras.
    private let plateStart: [UInt32]
    private let placeOf: [UInt32]
    private let cameraOf: [UInt16]

    init(_ view: DayView) {
        var plateStart: [UInt32] = []
        plateStart.reserveCapacity(view.plates + 1)
        var block = PlateBlock()
        for number in 0..<view.plateBlocks {
            block.load(number, of: view)
            for plate in 0..<block.count { plateStart.append(block.starts[plate]) }
        }
        plateStart.append(UInt32(view.reads))
        var cameraStart = [UInt32](repeating: 0, count: view.cameras + 1)
        for camera in 0..<view.cameras {
            cameraStart[camera + 1] = cameraStart[camera] + UInt32(view.count(ofCamera: camera))
        }
        var times = [UInt32](repeating: 0, count: view.reads)
        var plates = times
        var placeOf = times
        var cameraOf = [UInt16](repeating: 0, count: view.reads)
        for camera in 0..<view.cameras {
            var entries: [UInt64] = []
            entries.reserveCapacity(view.count(ofCamera: camera))
            view.forEachRead(ofCamera: camera) {
                entries.append(UInt64(view.time(ofRead: $0)) << 32 | UInt64($0))
            }
            entries.sort()
            let start = Int(cameraStart[camera])
            for (index, entry) in entries.enumerated() {
                let read = Int(entry & 0xffff_ffff)
                times[start + index] = UInt32(entry >> 32)
                placeOf[read] = UInt32(start + index)
                cameraOf[read] = UInt16(camera)
            }
        }
        for plate in 0..<view.plates {
            for read in Int(plateStart[plate])..<Int(plateStart[plate + 1]) {
                plates[Int(placeOf[read])] = UInt32(plate)
            }
        }
        plateCount = view.plates
        self.times = times
        self.plates = plates
        self.cameraStart = cameraStart
        self.plateStart = plateStart
        self.placeOf = placeOf
        self.cameraOf = cameraOf
    }

    /// Counts the pairs whose first plate is in a range.
    func meetings(of range: Range<Int>, within: UInt32, atLeast: Int) -> MeetingCount {
        var result = MeetingCount()
        // How many pairs came to one camera together, to two, and so on.
        let reached = UnsafeMutableBufferPointer<Int>.allocate(capacity: cameraStart.count + 1)
        reached.initialize(repeating: 0)
        defer { reached.deallocate() }
        // For each later plate: whom it met last (32 bits), at which camera last (16) and at how many (16). Met by the
        // next plate, the number says so by itself, and nothing has to be set back.
        let met = UnsafeMutableBufferPointer<UInt64>.allocate(capacity: plateCount)
        met.initialize(repeating: .max)
        defer { met.deallocate() }
        var reads: [Int] = []
        times.withUnsafeBufferPointer { times in
            plates.withUnsafeBufferPointer { plates in
                for plate in range {
                    reads.removeAll(keepingCapacity: true)
                    reads.append(contentsOf: Int(plateStart[plate])..<Int(plateStart[plate + 1]))
                    if reads.count < atLeast { continue }
                    if reads.count > 1 { reads.sort { cameraOf[$0] < cameraOf[$1] } }
                    let me = UInt64(plate)
                    for index in reads.indices {
                        let read = reads[index]
                        let camera = cameraOf[read]
                        let place = Int(placeOf[read])
                        let low = Int(cameraStart[Int(camera)])
                        let high = Int(cameraStart[Int(camera) + 1])
                        let time = times[place]
                        let here = me << 16 | UInt64(camera)
                        @inline(__always) func meet(_ other: UInt64) {
                            guard other > me else { return }
                            let before = met[Int(other)]
                            // One camera counts once, however often either passed it.
                            if before >> 16 == here { return }
                            let count = before >> 32 == me ? (before & 0xffff) + 1 : 1
                            met[Int(other)] = here << 16 | count
                            reached[Int(count)] += 1
                        }
                        var near = place
                        while near > low, time - times[near - 1] <= within {
                            near -= 1
                            meet(UInt64(plates[near]))
                        }
                        near = place + 1
                        while near < high, times[near] - time <= within {
                            meet(UInt64(plates[near]))
                            near += 1
                        }
                    }
                }
            }
        }
        for cameras in 1..<max(reached.count - 1, 2) where cameras >= atLeast && reached[cameras] > 0 {
            result.most = cameras
            let exactly = reached[cameras] - reached[cameras + 1]
            if exactly > 0 { result.pairsByCameras[cameras] = exactly }
        }
        result.pairs = result.pairsByCameras.values.reduce(0, +)
        return result
    }
}
