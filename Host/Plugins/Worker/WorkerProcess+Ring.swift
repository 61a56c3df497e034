extension WorkerProcess {
    /// Tells a worker that runs calls that something was sent to it.
    func ring() {}
}
