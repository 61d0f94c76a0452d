import Vocabulary

/// Everything a store held at one moment; questions are asked of this.
///
/// It stays as it is while the store goes on: its files are mapped, and replaced ones live as long as it does.
package struct Reads: Sendable {
    /// The days in ascending order.
    let days: [DayFile]
    /// The cameras; ``Sighting/camera`` is a place in this list.
    package let cameras: [Camera]

    /// How many reads.
    package var count: Int { days.reduce(0) { $0 + $1.reads } }

    /// The days that hold reads, in days since 1970-01-01 UTC.
    package var dayNumbers: [Int] { days.map(\.day) }

    /// The place of a camera in the list.
    package func camera(named name: String) -> Int? { cameras.firstIndex { $0.name == name } }

    /// The days that a span of milliseconds touches.
    func days(in span: Range<Int64>) -> [DayFile] {
        days.filter { day in
            let start = Int64(day.day) * DayLayout.dayMilliseconds
            return start < span.upperBound && start + DayLayout.dayMilliseconds > span.lowerBound
        }
    }

    /// How many reads each camera made on each day: what shows an outage, which is not the same as nobody passing.
    package func counts() async throws -> [(day: Int, camera: Int, reads: Int)] {
        try await inParallel(days) { day in
            day.read { view in
                (0..<view.cameras).map { (day.day, Int(view.cameraTable[$0]), view.count(ofCamera: $0)) }
            }
        }
        .flatMap { day in day.map { (day: $0.0, camera: $0.1, reads: $0.2) } }
    }

    /// One read in full.
    func sighting(_ view: DayView, day: Int, read: Int, key: UInt64) -> Sighting {
        let plate = PlateKey(number: key)
        let mark = plate.isHashed ? view.longText(key) ?? "" : plate.text
        let details = view.details(ofRead: read)
        var found = Sighting(
            plate: plate,
            mark: mark,
            raw: mark,
            camera: view.camera(ofRead: read),
            time: Timestamp(
                milliseconds: Int64(day) * DayLayout.dayMilliseconds + Int64(view.time(ofRead: read)),
                offsetMinutes: Int16(details.offsetMinutes)
            ),
            details: details
        )
        for (kind, text) in view.notes(ofRead: read) {
            switch kind {
            case .raw: found.raw = text
            case .patch: found.patch = text
            case .overview: found.overview = text
            }
        }
        return found
    }
}

/// Room for one block of plates.
struct PlateBlock: ~Copyable {
    let keys = UnsafeMutablePointer<UInt64>.allocate(capacity: DayLayout.plateBlock)
    let starts = UnsafeMutablePointer<UInt32>.allocate(capacity: DayLayout.plateBlock + 1)
    private(set) var count = 0
    private var block = -1

    deinit {
        keys.deallocate()
        starts.deallocate()
    }

    /// Brings a block in, unless it is the one that is there.
    @inline(__always) mutating func load(_ block: Int, of view: DayView) {
        guard block != self.block else { return }
        count = view.plates(ofBlock: block, keys: keys, starts: starts)
        self.block = block
    }

    /// Brings a block in whatever is there.
    mutating func reload(_ block: Int, of view: DayView) {
        self.block = -1
        load(block, of: view)
    }

    /// The key and the reads of the plate that a read belongs to.
    @inline(__always) mutating func plate(ofRead read: Int, in view: DayView) -> (key: UInt64, reads: Range<Int>) {
        if block < 0 || read < Int(starts[0]) || read >= Int(starts[count]) { load(view.block(ofRead: read), of: view) }
        var low = 0
        var high = count
        while high - low > 1 {
            let middle = (low + high) / 2
            if Int(starts[middle]) <= read { low = middle } else { high = middle }
        }
        return (keys[low], Int(starts[low])..<Int(starts[low + 1]))
    }

    /// The reads of a plate; `nil` when the day has none.
    @inline(__always) mutating func reads(of key: UInt64, in view: DayView) -> Range<Int>? {
        guard view.plates > 0 else { return nil }
        load(view.block(of: key), of: view)
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if keys[middle] < key { low = middle + 1 } else { high = middle }
        }
        guard low < count, keys[low] == key else { return nil }
        return Int(starts[low])..<Int(starts[low + 1])
    }
}
