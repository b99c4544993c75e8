"""What lies in files: an applicant's folder, snapshots of lists, arrays, blobs."""
