import Vocabulary

/// Which columns of a table hold what, and how its times are written.
package struct ReadColumns: Sendable, Hashable {
    /// Headings, in any case; `nil` when the table has no such column.
    package var time: String
    package var camera: String
    package var plate: String
    package var confidence: String?
    package var lane: String?
    package var heading: String?
    package var patch: String?
    package var overview: String?
    /// Whether times without an offset are those of clocks in the United Kingdom; otherwise they are UTC.
    package var isUKTime = false
    /// Whether `03/10/2021` is the tenth of March.
    package var isMonthFirst = false

    /// Columns by their headings.
    package init(
        time: String,
        camera: String,
        plate: String,
        confidence: String? = nil,
        lane: String? = nil,
        heading: String? = nil,
        patch: String? = nil,
        overview: String? = nil,
        isUKTime: Bool = false,
        isMonthFirst: Bool = false
    ) {
        self.time = time
        self.camera = camera
        self.plate = plate
        self.confidence = confidence
        self.lane = lane
        self.heading = heading
        self.patch = patch
        self.overview = overview
        self.isUKTime = isUKTime
        self.isMonthFirst = isMonthFirst
    }

    private static let usual: [[String]] = [
        ["time", "ts", "timestamp", "datetime", "date_time", "read_time", "capture_time"],
        ["camera", "cam", "camera_id", "camera_name", "site", "gate-name"],
        ["plate", "vrm", "vrn", "registration", "mark", "car-id"],
        ["confidence", "conf"], ["lane"], ["heading", "direction"],
        ["patch", "plate_patch", "plate_image"], ["overview", "overview_image"],
    ]

    /// The columns of a table by the names such tables usually give them.
    ///
    /// - Throws: ``Fault`` with `sightings.not_a_table` when time, camera or plate can't be told.
    package init(guessing headings: [String]) throws {
        let found = Self.usual.map { names in
            headings.first { names.contains($0.lowercased()) }
        }
        guard let time = found[0], let camera = found[1], let plate = found[2] else {
            throw Fault(
                .readsNotATable,
                "no columns for time, camera and plate among `\(headings.joined(separator: ","))`",
                help: "say which columns hold them"
            )
        }
        self.init(
            time: time,
            camera: camera,
            plate: plate,
            confidence: found[3],
            lane: found[4],
            heading: found[5],
            patch: found[6],
            overview: found[7]
        )
    }
}

extension RowParser.Places {
    /// The columns one behind the other, for rows whose fields go by name.
    init(named columns: ReadColumns) {
        self.init(columns: columns)
        func place(_ name: String?) -> Int {
            guard let name else { return -1 }
            headings.append(name)
            return headings.count - 1
        }
        time = place(columns.time)
        camera = place(columns.camera)
        plate = place(columns.plate)
        confidence = place(columns.confidence)
        lane = place(columns.lane)
        heading = place(columns.heading)
        patch = place(columns.patch)
        overview = place(columns.overview)
    }
}

/// What an import took in, and what it did not.
package struct ReadImport: Sendable {
    /// A line that is no read.
    package struct Refusal: Sendable, Hashable {
        /// The line in the file, 1 is the headings.
        package var line: Int
        /// The heading of the field.
        package var field: String
        /// What is wrong with it.
        package var reason: String
    }

    /// Reads added.
    package var added = 0
    /// Reads that the store already held, in every column.
    package var repeated = 0
    /// Lines refused, and the first thousand of them.
    package var refused = 0
    package var refusals: [Refusal] = []
    /// The days that changed.
    package var days: [Int] = []
}
